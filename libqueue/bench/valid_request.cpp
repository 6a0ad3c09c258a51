#include "bench/valid_request.hpp"

#include "bench/lists.hpp"
#include "bench/split.hpp"
#include "core/text.hpp"

#include <perfq/error.hpp>

#include <algorithm>

namespace perfq::bench {

namespace {

void require(bool good, const std::string& message) {
  if (!good) throw Error(ErrorKind::invalid, message);
}

constexpr std::string_view other_sha_characters = "._+/-";

bool is_letter_or_digit(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

void require_sha(const std::string& what, const std::string& text) {
  require(is_sha(text),
          what + " '" + core::told(text) +
              "' is not 1 to 255 of A-Za-z0-9._+/-, beginning with a letter or digit");
}

void require_selection(const NewRequest& request) {
  for (const std::string& target : request.targets) {
    core::require_name("a target", target);
    core::require_name("the queue of a target", queue_of(target));
  }
  if (!request.suite.empty()) core::require_name("the suite", request.suite);
  for (const std::string& backend : request.backends) core::require_name("a backend", backend);
  for (const std::string& profile : request.profiles) core::require_name("a profile", profile);
  const auto count = [](const std::vector<std::string>& named) {
    return std::max<std::size_t>(1, without_repeats(named).size());
  };
  constexpr std::size_t most = 10'000;
  require(count(request.targets) * count(request.backends) * count(request.profiles) <= most,
          "the selection makes more than 10000 jobs: name fewer targets, backends or profiles");
}

}  // namespace

bool is_sha(std::string_view text) {
  return !text.empty() && text.size() <= core::name_limit_bytes &&
         is_letter_or_digit(text.front()) && std::all_of(text.begin(), text.end(), [](char c) {
           return is_letter_or_digit(c) || other_sha_characters.find(c) != std::string_view::npos;
         });
}

void require_valid(const NewRequest& request) {
  using namespace std::chrono_literals;
  require_sha("the SHA", request.sha);
  if (!request.parent.empty()) require_sha("the parent", request.parent);
  require(!request.pr || *request.pr > 0, "the pull request is not a positive number");
  if (request.priority) require_valid_priority(*request.priority);
  require(!request.max_attempts || (*request.max_attempts >= 1 && *request.max_attempts <= 1000),
          "the attempts are not from 1 to 1000");
  require(!request.time_limit || (*request.time_limit >= 1ms && *request.time_limit <= 2400h),
          "the time limit is not from 1 ms to 100 days");
  require_selection(request);
}

void require_valid_priority(int priority) {
  require(priority >= -1000 && priority <= 1000, "the priority is not from -1000 to 1000");
}

int default_priority(RequestKind kind) {
  switch (kind) {
    case RequestKind::release:
      return 30;
    case RequestKind::master:
      return 20;
    case RequestKind::try_:
      return 10;
  }
  return 20;
}

}  // namespace perfq::bench
