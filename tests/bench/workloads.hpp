#pragma once

#include "bench/crew.hpp"
#include "bench/place.hpp"

namespace perfq::bench {

constexpr const char* queue_name = "bench";

/// docs/benchmarks.md says what each does.
Report enqueue(Place& place, const Options& options);
Report drain(Place& place, const Options& options);
Report steady(Place& place, const Options& options);
Report latency(Place& place, const Options& options);
Report status(Place& place, const Options& options);
Report idle(Place& place, const Options& options);

/// Opens the place's queue as the options say.
std::function<Queue()> opener(const Place& place, const Options& options);

/// A job whose payload is about 60 bytes of JSON.
NewJob job_number(std::int64_t number);

/// So many queued jobs that any worker may claim.
void fill(const Place& place, const Options& options, std::int64_t jobs);

/// So many that come before them and that no worker of the benchmark may claim.
void fill_blocked(const Place& place, const Options& options, std::int64_t jobs);

/// So many jobs that succeeded, with the history that they leave.
void add_history(Place& place, std::int64_t jobs);

}  // namespace perfq::bench
