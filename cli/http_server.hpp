#pragma once

#include <functional>
#include <map>
#include <stop_token>
#include <string>

namespace perfq::cli {

struct Page {
  int status = 200;
  std::string type = "text/plain; charset=utf-8";
  std::string text = {};
};

/// By path. Called by several threads at a time; throws nothing.
using Pages = std::map<std::string, std::function<Page()>>;

/// Answers GET and HEAD until it is stopped; then ends what it has begun. `ready` gets the port
/// once connections are accepted. Throws Refusal where it can't listen there.
void serve(const std::string& host, int port, const Pages& pages,
           const std::function<void(int port)>& ready, std::stop_token stop);

}  // namespace perfq::cli
