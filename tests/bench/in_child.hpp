#pragma once

#include <functional>

namespace perfq::bench {

/// From now on INT, TERM and HUP wait for `in_child`.
void hold_back_signals();

/// Does the work in a child process and gives its status. A signal that was held back ends it and
/// all processes of its own, and is told as a shell tells of it: 128 and its number.
int in_child(const std::function<int()>& work);

}  // namespace perfq::bench
