#include <perfq/queue.hpp>

#include <exception>
#include <iostream>
#include <string>

/// Sends one job through the queue at the URL given and prints its result's place: its id.
int main(int argc, char** argv) {
  const std::string url = argc > 1 ? argv[1] : "sqlite:consumer.db";
  try {
    auto queue = perfq::open(url);
    queue.enqueue({.queue = "demo", .payload = R"({"n":1})"});

    auto jobs = queue.claim({.queue = "demo", .worker = "me"});
    if (jobs.empty()) {
      std::cerr << "nothing to claim\n";
      return 1;
    }
    queue.complete({jobs.at(0).job.id, jobs.at(0).token}, R"({"ok":true})");
    std::cout << "job " << jobs.at(0).job.id << " completed\n";
  } catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 1;
  }
}
