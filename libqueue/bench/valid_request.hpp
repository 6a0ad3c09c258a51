#pragma once

#include <perfq/fleet.hpp>

#include <string_view>

namespace perfq::bench {

/// The grammar of SHAs and tags.
bool is_sha(std::string_view text);

/// `Error{invalid}` says what is wrong with it.
void require_valid(const NewRequest& request);
void require_valid_priority(int priority);

int default_priority(RequestKind kind);

}  // namespace perfq::bench
