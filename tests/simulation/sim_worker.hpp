#pragma once

#include "simulation/world.hpp"

#include <map>
#include <string>
#include <vector>

namespace perfq::test {

/// A worker as bad as they come: it crashes, sleeps through its leases, says everything twice, and
/// speaks up again when its jobs are long with others.
class SimWorker {
 public:
  SimWorker(World& world, std::string name, std::vector<std::string> labels)
      : world_(world), name_(std::move(name)), labels_(std::move(labels)) {}

  const std::string& name() const { return name_; }

  /// Does one thing, at random.
  void act();

  /// Claims one job and completes it at once; false where there is none.
  bool work_honestly();

 private:
  void start();
  void claim();
  ClaimAnswer hand_in(const ClaimRequest& request);
  void act_on_a_lease();
  void repeat_itself();
  void crash();
  void heartbeat();
  void step(const Lease& lease);
  void complete(const Lease& lease);
  void fail(const Lease& lease);
  void release(const Lease& lease);
  void end(const std::string& call, const Lease& lease, Ack ack, const std::string& result = {});
  bool was_cancelled(const Lease& lease);
  void drop(const Lease& lease);

  World& world_;
  std::string name_;
  std::vector<std::string> labels_;
  std::string session_{};
  Timestamp asleep_until_{};
  std::map<std::string, int> numbers_{};  ///< of its leases, by token
  std::vector<Lease> held_{};
  std::vector<Lease> past_{};  ///< ended, lost or forgotten, as far as it knows
};

}  // namespace perfq::test
