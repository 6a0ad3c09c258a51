#include "service/queue_impl.hpp"
#include "store/end.hpp"
#include "support/clocked_queue.hpp"
#include "support/ended_jobs.hpp"
#include "support/pages_read.hpp"

#include <doctest/doctest.h>

#include <array>
#include <span>
#include <vector>

using namespace perfq;
using namespace perfq::test;

namespace {

struct Pages {
  double of_claim = 0;
  double of_both = 0;  ///< to hand in a job and claim the next
};

/// One worker, and what it reads.
struct Working : PagesRead, ClockedQueue {
  void add_history() {
    queue.impl().with_connection([](store::Database& database) {
      for (const std::string& part : history_of("default", 1, 100'000)) database.script(part);
    });
  }

  std::int64_t pages_of(std::span<const Completion> done) {
    return queue.impl().read([&](store::Context& context) {
      const store::Exchange wanted{
          store::successes(done), {.worker = "w1"}, queue.impl().fresh_tokens(1)};
      const store::Exchange* const one = &wanted;
      store::Transaction transaction{context.database};
      const std::int64_t before = pages_read(context.database);
      const auto answers = store::exchange(context, std::span{&one, 1}, look);
      const std::int64_t pages = pages_read(context.database) - before;
      transaction.commit();
      look.from = look.to;
      held = answers.front().jobs.at(0).lease();
      return pages;
    });
  }

  /// Of each call, on average of many.
  Pages measure() {
    constexpr int calls = 200;
    queue.enqueue(std::vector<NewJob>(20'000));
    Pages sum;
    for (int i = 0; i < calls; ++i) sum.of_claim += static_cast<double>(pages_of({})) / calls;
    for (int i = 0; i < calls; ++i)
      sum.of_both += static_cast<double>(pages_of(std::array{Completion{held, "1"}})) / calls;
    return sum;
  }

  store::Look look;
  Lease held;
};

}  // namespace

TEST_CASE("a hundred thousand ended jobs cost a claim no page, and an end a level of its trees") {
  Working first;
  const Pages without = first.measure();
  Working later;
  later.add_history();
  const Pages with = later.measure();
  MESSAGE("claim " << without.of_claim << " and " << with.of_claim << ", with an end "
                   << without.of_both << " and " << with.of_both);
  CHECK(without.of_claim > 5);
  CHECK(with.of_claim <= 1.1 * without.of_claim);
  CHECK(with.of_both <= 1.2 * without.of_both);
}
