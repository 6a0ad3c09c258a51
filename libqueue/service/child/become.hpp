#pragma once

#include <string>
#include <sys/types.h>
#include <vector>

namespace perfq::child {

/// All that the child needs between fork and exec, where it may not allocate: another thread may
/// have held the allocator's lock at the fork.
class ExecPlan {
 public:
  ExecPlan(std::vector<std::string> argv, std::vector<std::string> environment);
  ExecPlan(const ExecPlan&) = delete;
  ExecPlan& operator=(const ExecPlan&) = delete;

  /// In the child: turns it into the command, or writes an errno to `report` and exits.
  [[noreturn]] void become(int input, int output, int errors, int report) noexcept;

 private:
  int exec_first_candidate() noexcept;
  int exec(char* path) noexcept;

  pid_t parent_;
  int highest_fd_;
  std::vector<std::string> argv_;
  std::vector<std::string> environment_;
  std::vector<std::string> candidates_;
  std::vector<char*> argv_pointers_;
  std::vector<char*> script_pointers_;  // the same, with a shell before it
  std::vector<char*> environment_pointers_;
};

}  // namespace perfq::child
