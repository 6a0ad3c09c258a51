#pragma once

#include "store/context.hpp"

namespace perfq::store {

struct Swept {
  std::size_t promoted = 0;  ///< jobs whose time had come
  std::size_t ended = 0;     ///< attempts whose lease had run out and that may not be leased again

  bool anything() const { return promoted + ended > 0; }
};

/// In a transaction. A little of what no worker does for itself: due jobs join the order, and
/// lapsed jobs that have used up their attempts or their time, or are to be cancelled, end. Lapsed
/// jobs with attempts left are leased again by a claim, as they are.
Swept sweep(Context& context);

}  // namespace perfq::store
