#pragma once

#include <perfq/queue.hpp>

#include <span>

namespace perfq::service {

/// Hands in and claims, without waiting or sweeping; why a worker gets nothing is not looked up.
Exchanged exchange(Queue::Impl& queue, std::span<const Completion> completions,
                   const ClaimRequest& request);

}  // namespace perfq::service
