#include "service/low_ends.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <tuple>

namespace {

using namespace perfq;
using namespace std::chrono_literals;
using service::LowEnds;

const ClaimRequest request{.queue = "q", .worker = "w1"};
const LowEnds::Clock::time_point at_first{};

store::Look long_look(JobId to, microseconds took = 10ms) {
  return {.from = {}, .to = store::LowEnd{.job = to}, .found_enough = true, .took = took};
}

/// The second long look in a row is the one that counts.
void note_twice(LowEnds& low_ends, const ClaimRequest& of, const store::Look& look) {
  low_ends.note(of, look, at_first);
  low_ends.note(of, look, at_first);
}

TEST_CASE("a short look leaves nothing to remember, nor does one that found too little") {
  LowEnds low_ends;
  note_twice(low_ends, request, long_look(1, 1ms));
  CHECK_FALSE(low_ends.next(request, at_first).has_value());
  note_twice(low_ends, request, long_look(1));
  REQUIRE(low_ends.next(request, at_first).has_value());
  store::Look too_little = long_look(2);
  too_little.from = low_ends.next(request, at_first);
  too_little.found_enough = false;
  low_ends.note(request, too_little, at_first);
  CHECK_FALSE(low_ends.next(request, at_first).has_value());
}

TEST_CASE("one long look between short ones is remembered by nobody") {
  LowEnds low_ends;
  for (const microseconds took : {10ms, 0ms, 10ms}) {
    low_ends.note(request, long_look(1, took), at_first);
    CHECK_FALSE(low_ends.next(request, at_first).has_value());
  }
  low_ends.note(request, long_look(1), at_first);
  CHECK(low_ends.next(request, at_first).has_value());
}

TEST_CASE("a low end moves with what is claimed from it, and never back") {
  LowEnds low_ends;
  note_twice(low_ends, request, long_look(5));
  for (const JobId to : {8, 7}) {
    store::Look look = long_look(to);
    look.from = low_ends.next(request, at_first);
    low_ends.note(request, look, at_first);
    CHECK(low_ends.next(request, at_first)->job == 8);
  }
}

TEST_CASE("leases that ran out are looked for again until none is seen") {
  LowEnds low_ends;
  note_twice(low_ends, request, long_look(5));
  for (const auto& [to, saw_lapsed, known_to_us] : {std::tuple{6, true, 0}, {7, false, 7}}) {
    store::Look look = long_look(to);
    look.from = low_ends.next(request, at_first);
    look.to->lapsed_after_us = to;
    look.saw_lapsed = saw_lapsed;
    low_ends.note(request, look, at_first);
    CHECK(low_ends.next(request, at_first)->lapsed_after_us == known_to_us);
  }
}

TEST_CASE("after a look from the top that found what had been put back the next one is due") {
  LowEnds low_ends;
  note_twice(low_ends, request, long_look(1, 5ms));
  REQUIRE_FALSE(low_ends.next(request, at_first + 200ms).has_value());
  low_ends.note(request, {.to = {}, .found_enough = true, .took = 5ms}, at_first + 210ms);
  CHECK_FALSE(low_ends.next(request, at_first + 210ms).has_value());
  CHECK(low_ends.next(request, at_first + 211ms).has_value());
}

TEST_CASE("where a look from the top is due one caller makes it") {
  LowEnds low_ends;
  note_twice(low_ends, request, long_look(1, 5ms));
  CHECK_FALSE(low_ends.next(request, at_first + 200ms).has_value());
  CHECK(low_ends.next(request, at_first + 399ms).has_value());
  CHECK_FALSE(low_ends.next(request, at_first + 400ms).has_value());
}

TEST_CASE("the next look from the top is due after 40 times what the last one took, or 30 s") {
  LowEnds low_ends;
  note_twice(low_ends, request, long_look(1, 5ms));
  CHECK(low_ends.next(request, at_first + 199ms).has_value());
  CHECK_FALSE(low_ends.next(request, at_first + 200ms).has_value());
  low_ends.note(request, long_look(1, 10s), at_first);
  CHECK(low_ends.next(request, at_first + 29'999ms).has_value());
  CHECK_FALSE(low_ends.next(request, at_first + 30s).has_value());
}

TEST_CASE("only claims of one label and of any job remember, each label apart") {
  LowEnds low_ends;
  const ClaimRequest labelled{
      .queue = "q", .worker = "w1", .affinities = {"a"}, .only_labelled = true};
  note_twice(low_ends, labelled, long_look(1));
  CHECK(low_ends.next(labelled, at_first).has_value());
  CHECK_FALSE(low_ends.next(request, at_first).has_value());
  const ClaimRequest two_labels{.queue = "q", .worker = "w1", .affinities = {"a"}};
  const ClaimRequest only_job{.queue = "q", .worker = "w1", .job = 7};
  for (const ClaimRequest& other : {two_labels, only_job}) {
    note_twice(low_ends, other, long_look(1));
    CHECK_FALSE(low_ends.next(other, at_first).has_value());
  }
}

}  // namespace
