#pragma once

#include "bench/suite_row.hpp"

namespace perfq::bench {

/// In a transaction: splits the requests of a suite (and those that know none) that have not
/// started by its newest version; says in `loaded` which. Jobs of the old split are cancelled and
/// stand for no request any more.
void split_anew(store::Context& context, LoadedSuite& loaded);

}  // namespace perfq::bench
