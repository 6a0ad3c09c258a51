#pragma once

#include <string>
#include <string_view>

namespace perfq::store {

/// The columns that `{job}` stands for, in the order in which a job is read from a row: the last
/// two may be long, `{job_head}` are those before them.
inline constexpr std::string_view job_columns = "{job_head}, payload, result";
inline constexpr std::string_view job_head_columns =
    "id, queue, kind, affinity, state, priority, rank, run_at_us, unique_key, group_id, "
    "required, max_attempts, time_limit_us, backoff_us, charged, releases, leases, worker, "
    "session, version, claimed_at_us, lease_expires_at_us, cancel_requested, outcome, error, "
    "created_at_us, started_at_us, ended_at_us";

/// What `{anew}` stands for: how an ended job comes to run anew, by the actor of `$3`.
inline constexpr std::string_view run_anew =
    "state = 'queued', delayed = 0, run_at_us = {now}, charged = 0, releases = 0, outcome = NULL, "
    "error = NULL, reason = NULL, result = NULL, ended_at_us = NULL, cancel_requested = 0, "
    "claim_by_us = NULL, wanted_until_us = NULL, "
    "avoid_worker = NULL, avoid_until_us = NULL, changed_at_us = {now}, actor = $3";

/// A statement's text for one dialect: `{schema}.` becomes the prefix, `{now}` the clock, `{job}`,
/// `{job_head}` and `{anew}` what stands above; lines that are comments are left out.
std::string fill(std::string_view sql, std::string_view schema_prefix, std::string_view now);

/// Each `from` in the text, which is not empty, becomes `to`.
void replace_all(std::string& text, std::string_view from, std::string_view to);

/// The highest `$n` of a filled text; 0: it takes no values.
std::size_t highest_place(std::string_view sql);

}  // namespace perfq::store
