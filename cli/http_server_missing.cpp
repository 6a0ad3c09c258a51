#include "exit.hpp"
#include "http_server.hpp"

namespace perfq::cli {

void serve(const std::string&, int, const Pages&, const std::function<void(int)>&,
           std::stop_token) {
  throw Refusal(Fault::usage,
                "this perfq was built without cpp-httplib: build it where that is installed, or "
                "let a timer run perfq metrics");
}

}  // namespace perfq::cli
