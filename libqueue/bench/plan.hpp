#pragma once

#include "bench/family.hpp"
#include "bench/request_row.hpp"
#include "bench/suite_row.hpp"

#include <span>
#include <vector>

namespace perfq::bench {

/// What a call of enqueue does with one SHA.
struct PlannedRequest {
  RequestRow request;
  bool create = false;
  bool make_ready = false;  ///< it waits, and is to get its jobs
  bool adopt = false;       ///< it gets its parent
};

/// What a call of enqueue does, decided before anything is written.
struct Plan {
  std::vector<PlannedRequest> requests;
  std::vector<std::size_t> place;  ///< of each request asked for among `requests`
  std::vector<bool> created;       ///< whether it was the first to ask for a new one
  std::vector<ParentEdge> edges;
};

/// `Error{conflict}`, `Error{invalid}` and `Error{not_found}` (of a suite) name a request by its
/// number where there are more.
Plan plan_enqueue(store::Context& context, Shelf& shelf, std::span<const NewRequest> asked);

/// Runs `check`; what it throws bears the number of the request, and says it where there are more.
template <class Check>
void numbered(std::size_t number, std::size_t count, Check&& check) {
  try {
    check();
  } catch (const Error& error) {
    const std::string prefix =
        count == 1 ? std::string{} : "request " + std::to_string(number + 1) + ": ";
    throw Error(error.kind(), prefix + error.what(), Error::Effect::none, number + 1);
  }
}

}  // namespace perfq::bench
