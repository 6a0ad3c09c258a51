#include "context.hpp"

#include "report.hpp"

namespace perfq::cli {

Queue& Context::queue() {
  if (!queue_) queue_.emplace(open(options_.db));
  return *queue_;
}

Fleet& Context::fleet() {
  if (!fleet_) fleet_.emplace(queue());
  return *fleet_;
}

void Context::note(std::string_view line) {
  print_line_on_stderr(line);
}

}  // namespace perfq::cli
