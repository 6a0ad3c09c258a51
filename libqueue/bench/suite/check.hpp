#pragma once

#include "bench/suite/faults.hpp"

#include <perfq/suite.hpp>

#include <set>

namespace perfq::suites {

// Whether the parts of a suite fit together. A part that could not be read is empty, and nothing is
// held against what refers to it.

/// Each target has each benchmark in one set.
void check_targets(const Suite& suite, Faults& faults);
/// What is named elsewhere is listed, kinds bear different names, and a request has a bound.
void check_references(const Suite& suite, Faults& faults);

std::set<std::string> benchmarks_of(const Suite& suite);

std::string target_place(const std::string& target);
std::string set_place(std::size_t set);
/// By its number, from 1, where it has no name.
std::string kind_place(const std::string& kind, std::size_t number);

}  // namespace perfq::suites
