#pragma once

#include "store/database.hpp"

#include <perfq/time.hpp>

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

namespace perfq::service {

/// The connections of one open queue, lent to one thread at a time and made when first needed.
class Connections {
 public:
  using Connect = std::function<std::unique_ptr<store::Database>()>;

  Connections(Connect connect, std::size_t most) : connect_(std::move(connect)), most_(most) {}

  /// A connection on loan. It goes back when the loan ends, unless it was found broken.
  class Loan {
   public:
    Loan(Connections& owner, std::unique_ptr<store::Database> database)
        : owner_(&owner), database_(std::move(database)) {}

    ~Loan();
    Loan(const Loan&) = delete;
    Loan& operator=(const Loan&) = delete;

    store::Database& operator*() { return *database_; }

    void broken() { broken_ = true; }

   private:
    Connections* owner_;
    std::unique_ptr<store::Database> database_;
    bool broken_ = false;
  };

  /// Waits for a connection to come back while all are lent: who comes first is served first.
  /// Throws what connecting throws.
  Loan borrow();

 private:
  /// What is lent goes from hand to hand, so that who gives back can't be the next as well.
  struct Waiting {
    std::condition_variable served;
    bool is_served = false;
    std::unique_ptr<store::Database> database = nullptr;
  };

  std::unique_ptr<store::Database> wait_for_one(std::unique_lock<std::mutex>& lock);
  void give_back(std::unique_ptr<store::Database> database);

  Connect connect_;
  std::size_t most_;
  std::mutex mutex_;
  std::deque<Waiting*> waiting_;
  std::vector<std::unique_ptr<store::Database>> idle_;
  std::size_t lent_ = 0;
};

}  // namespace perfq::service
