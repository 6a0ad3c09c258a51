#include "support/clocked_queue.hpp"
#include "support/printing.hpp"

#include <doctest/doctest.h>

#include <array>
#include <string>

using namespace perfq;
using namespace perfq::test;
using namespace std::chrono_literals;

namespace {

const std::string dirty{"a\0b\xff\x63\xc3", 6};
const std::string cleaned = "a\uFFFDb\uFFFDc\uFFFD";

bool ends_a_character(const std::string& text) {
  return text.empty() || (static_cast<unsigned char>(text.back()) & 0xC0) != 0xC0;
}

}  // namespace

TEST_CASE_FIXTURE(OneRunning, "NUL and bytes that are no UTF-8 in an error are replaced") {
  CHECK(queue.fail({.lease = lease, .error = dirty}) == Ack::done);
  CHECK(look(queue, job).error == cleaned);
  CHECK(queue.attempts(job).at(0).error == cleaned);
}

// Q16 breaks with libqueue/store/end.cpp:
//   s/core::clean(failure.error, core::error_limit_bytes)/failure.error/
TEST_CASE_FIXTURE(OneRunning, "an error of 10 MB is cut, and the job is not stuck") {
  std::string error = "first words ";
  while (error.size() < 10'000'000) error += "ü€🐢\xff";
  error[5'000] = '\0';
  CHECK(queue.fail({.lease = lease, .error = error, .retry_in = 0us}) == Ack::done);
  const std::string kept = look(queue, job).error;
  CHECK(kept.size() <= 64u << 10);
  CHECK(kept.size() > 60u << 10);
  CHECK(kept.starts_with("first words ü"));
  CHECK(ends_a_character(kept));
  CHECK(kept.find('\0') == std::string::npos);
  CHECK(queue.complete(claim_one(queue).lease()) == Ack::done);
}

TEST_CASE_FIXTURE(OneRunning, "an error of just 64 KiB is kept whole") {
  const std::string error(64u << 10, 'e');
  queue.fail({.lease = lease, .error = error});
  CHECK(look(queue, job).error == error);
}

TEST_CASE_FIXTURE(OneRunning, "the reason of a release and a step's error are cleaned, too") {
  const StepReport step{.step = "s", .state = StepState::fail, .error = dirty};
  CHECK(queue.report_steps(lease, std::array{step}) == Ack::done);
  CHECK(queue.steps(job).at(0).error == cleaned);
  CHECK(queue.release({.lease = lease, .reason = dirty}) == Ack::done);
  CHECK(queue.attempts(job).at(0).error == cleaned);
}

TEST_CASE_FIXTURE(OneRunning, "a token or result that is no text is refused, and changes nothing") {
  CHECK(queue.complete({job, dirty}) == Ack::lease_lost);
  CHECK(error_of([&] { queue.complete(lease, '"' + dirty + '"'); }) == ErrorKind::invalid);
  CHECK(look(queue, job).state == JobState::running);
}

TEST_CASE_FIXTURE(ClockedQueue, "text of every kind comes back as it went in") {
  const std::string text = R"(quotes ' " and \ \\n {} $1 %s NULL ü€🐢)"
                           "\t\r\n\x01\x7f";
  const std::string worker = R"(w'"{},\ NULL)";
  add(queue);
  const Lease lease = claim_one(queue, worker).lease();
  queue.fail({.lease = lease, .error = text});
  CHECK(look(queue, lease.job).error == text);
  CHECK(look(queue, lease.job).worker == worker);
}
