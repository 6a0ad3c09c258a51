#pragma once

#include "model/action.hpp"

#include <optional>
#include <string>
#include <vector>

// What the model and a database are compared by, in words, so that a difference can be read.

namespace perfq::test {

std::string answer_of(std::size_t job, bool created);
std::string answer_of(Ack ack);
std::string answer_of(Change change);

/// What is seen of a job; ids, payloads, sessions and texts of errors are other tests' matter.
std::string describe(const Job& job);
std::string describe(const Attempt& attempt);
std::string describe(const Step& step);
std::string describe_claimed(std::size_t number, const Job& job, const std::vector<Step>& steps);
std::string describe_renewal(bool cancel, bool drain, const std::optional<Timestamp>& expires_at);

/// The parts of a call that both sides must make alike.
microseconds lease_length(const Action& action);
std::string result_of(const Action& action);

}  // namespace perfq::test
