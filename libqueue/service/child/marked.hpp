#pragma once

#include <string_view>
#include <sys/types.h>
#include <vector>

namespace perfq::child {

/// Was that process started with PERFQ_SESSION=`mark`? False for a dead one and where we may not
/// look.
bool is_marked(pid_t pid, std::string_view mark);

/// All such processes of this user but ourselves.
std::vector<pid_t> marked_processes(std::string_view mark);

}  // namespace perfq::child
