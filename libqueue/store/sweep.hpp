#pragma once

#include "store/context.hpp"

namespace perfq::store {

struct Swept {
  std::size_t promoted = 0;  ///< jobs whose time had come
  std::size_t ended = 0;     ///< attempts whose lease had run out and that may not be leased again
  std::size_t unwanted = 0;  ///< jobs past their queue timeout, or that nobody waits for any more
  microseconds looked{0};    ///< where there was nothing: how long its longest look took at the
                             ///< database, nearly

  bool anything() const { return promoted + ended + unwanted > 0; }
};

/// In a transaction. A little of what no worker does for itself: due jobs join the order, and
/// lapsed jobs that have used up their attempts or their time, or are to be cancelled, end, and
/// jobs that nobody claimed in time or waits for any more are cancelled. Lapsed jobs with attempts
/// left are leased again by a claim, as they are.
Swept sweep(Context& context);

}  // namespace perfq::store
