#pragma once

#include "bench/request_row.hpp"
#include "bench/suite_row.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace perfq::bench {

/// A job to be made and what it is about.
struct Part {
  NewJob job;
  BenchJob bench;
};

/// The jobs of a request whose group has its id; no suite: one for each target, backend and profile
/// that it names. `Error{invalid}`: it names what the suite does not list.
std::vector<Part> split(const RequestRow& request, const Suite* suite);

/// What it is split over.
Selection selection_of(const RequestRow& request, const Suite* suite);

std::string queue_of(std::string_view target);
/// The target of a queue of the benchmark layer; empty for any other queue.
std::string target_of(std::string_view queue);

}  // namespace perfq::bench
