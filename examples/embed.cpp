// A program with a queue inside: enqueues, claims and completes on the database of its first
// argument (a private one in memory unless given).
#include <perfq/queue.hpp>

#include <cstdio>
#include <exception>

int main(int argc, char** argv) {
  try {
    perfq::Queue queue = perfq::open(argc > 1 ? argv[1] : "sqlite::memory:");
    queue.enqueue({.queue = "thumbnails", .payload = R"({"image":"cat.png"})"});

    const perfq::ClaimAnswer answer = queue.claim({.queue = "thumbnails", .worker = "studio-1"});
    for (const perfq::Claimed& claimed : answer.jobs) {
      std::printf("job %lld: %s\n", static_cast<long long>(claimed.job.id),
                  claimed.job.payload.c_str());
      const perfq::Ack ack = queue.complete(claimed.lease(), R"({"width":128})");
      if (ack != perfq::Ack::done) std::puts("too late: another worker has it");
    }
    return answer.jobs.size() == 1 ? 0 : 1;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
}
