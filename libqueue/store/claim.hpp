#pragma once

#include "store/context.hpp"

#include <perfq/lease.hpp>

namespace perfq::store {

/// `Error{invalid}` where the request can't be met.
void require_valid(const ClaimRequest& request);

/// As many as a claim may take, the first ones for the best jobs. Made before it is tried: where
/// its answer is lost they tell what it took.
using Tokens = std::vector<std::string>;

Tokens fresh_tokens(std::function<std::uint64_t()>& random, int number);

/// What it asks of the database, with these tokens; `done` and `from` are left empty.
ClaimQuery claim_query(Context& context, const ClaimRequest& request, const Tokens& tokens);

/// The jobs of these rows, by the order in which the tokens were given. What finished steps they
/// have is not read yet.
std::vector<Claimed> claimed_jobs(const Rows& rows, const Tokens& tokens);

/// Reads what finished steps they have, of earlier leases.
void read_steps_done(Context& context, std::vector<Claimed>& jobs);

/// Why the worker gets nothing, where it is not to get anything; empty: for no such reason.
/// `Error{storage}`: its name is another role's.
std::string refusal_of(Context& context, const std::string& worker);

/// In how long it may be worth looking again although no hint has come; nothing: not known.
std::optional<microseconds> next_change(Context& context, const ClaimRequest& request);

/// One look, without waiting, with no fewer tokens than jobs asked for. One call of the database
/// that is a transaction of its own where none is open; what finished steps the jobs have is read
/// besides.
ClaimAnswer claim(Context& context, const ClaimRequest& request, const Tokens& tokens);

/// In a transaction: the one job that a worker gets as a probe, by the first token, where its
/// quarantine is over. Refused where it isn't.
ClaimAnswer claim_probe(Context& context, const ClaimRequest& request, const Tokens& tokens);

/// What a claim with these tokens took and the worker still holds; nothing where that is no job.
std::optional<ClaimAnswer> find_claimed(Context& context, const std::string& worker,
                                        const Tokens& tokens);

/// A fresh name from 128 random bits: fencing tokens and session ids.
std::string fresh_name(std::function<std::uint64_t()>& random);

}  // namespace perfq::store
