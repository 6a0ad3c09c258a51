#pragma once

#include "context.hpp"

#include <string>

/// What the library answered, as an end of the verb.
namespace perfq::cli {

/// Returns where it took effect; otherwise throws the Refusal that says why not.
void require(Ack ack, JobId job);

/// Exit::done, with the change printed; or throws. `name` is `sha` or `job`, `verb` is what was
/// asked for ("cancel").
Exit finish_change(Context& context, Change change, const Subject& subject, std::string_view verb);

/// `request 8ce2287`, `job 17`
std::string name_of(const Subject& subject);

}  // namespace perfq::cli
