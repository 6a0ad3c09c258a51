#pragma once

#include "bench/request_row.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace perfq::bench {

/// A job to be made and what it is about.
struct Part {
  NewJob job;
  BenchJob bench;
};

/// The jobs of a request whose group has its id.
std::vector<Part> split(const RequestRow& request);

/// What a request names, or what no name stands for.
std::vector<std::string> targets_of(const RequestRow& request);
std::vector<std::string> backends_of(const RequestRow& request);
std::vector<std::string> profiles_of(const RequestRow& request);

std::string queue_of(std::string_view target);
/// The target of a queue of the benchmark layer; empty for any other queue.
std::string target_of(std::string_view queue);

}  // namespace perfq::bench
