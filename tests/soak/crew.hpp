#pragma once

#include "support/process.hpp"
#include "support/seeded_random.hpp"

#include <chrono>
#include <functional>
#include <future>
#include <memory>
#include <string>
#include <vector>

namespace perfq::test {

/// Processes any of which may be killed, stopped for a while or told to end at any moment; each is
/// followed by another of its kind.
class Crew {
 public:
  /// A new one; `number` counts all that ever were, from 1.
  using Make = std::function<Command(int number)>;

  void add(Make make);

  /// One that runs, taken at random, dies.
  void kill_one(SeededRandom& random);
  /// One is told to end, does so, and is followed.
  void replace_one(SeededRandom& random);
  /// One stands still for so long.
  void suspend_one(SeededRandom& random, std::chrono::milliseconds time);
  /// Those that ended by themselves, since the database was away for too long, are followed.
  void follow_the_ended();

  /// All are told to end, and do.
  void end();

  /// How many were killed, suspended and replaced.
  std::string told() const;

  /// Ends that were no orderly ones, in the process's own words.
  const std::vector<std::string>& faults() const { return faults_; }

 private:
  struct Member {
    Make make;
    std::unique_ptr<Process> process;
    std::future<void> stands = {};  ///< until it runs on
  };

  Member* one_that_runs(SeededRandom& random);
  void start(Member& member);
  void see_end(Member& member);
  static bool stands(const Member& member);

  std::vector<Member> members_;
  std::vector<std::string> faults_;
  int started_ = 0;
  int killed_ = 0;
  int suspended_ = 0;
  int replaced_ = 0;
};

}  // namespace perfq::test
