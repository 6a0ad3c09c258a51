#pragma once

#include "store/context.hpp"

#include <perfq/lease.hpp>

namespace perfq::store {

/// `Error{invalid}` where the request can't be met.
void require_valid(const ClaimRequest& request);

/// One look, without waiting. One call of the database that is a transaction of its own where none
/// is open; what finished steps the jobs have is read besides.
ClaimAnswer claim(Context& context, const ClaimRequest& request);

/// A fresh name from 128 random bits: fencing tokens and session ids.
std::string fresh_name(std::function<std::uint64_t()>& random);

}  // namespace perfq::store
