#pragma once

#include "context.hpp"

#include <string>
#include <string_view>

/// What the library answered, as an end of the verb.
namespace perfq::cli {

/// Returns where it took effect; otherwise throws the Refusal that says why not.
void require(Ack ack, JobId job);

/// With the full SHA where a prefix was given.
Subject resolved(Context& context, Subject subject);

/// What an operator asked for, in words: `cancel`, `cancelled`.
struct Operation {
  std::string_view verb;
  std::string_view done;
};

/// Exit::done, with the change printed; or throws the Refusal.
Exit finish_change(Context& context, Change change, const Subject& subject,
                   const Operation& operation);

/// `request 8ce2287`, `job 17`
std::string name_of(const Subject& subject);

}  // namespace perfq::cli
