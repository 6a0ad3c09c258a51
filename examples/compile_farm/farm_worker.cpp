#include "farm_worker.hpp"

#include "compile.hpp"
#include "compiler.hpp"
#include "patience.hpp"

#include <stdexcept>

namespace compile_farm {
namespace {

// The worker renews the leases of all its jobs, and stops a child whose lease is lost.
class KeptByWorker : public perfq::LeaseKeeper {
 public:
  std::optional<perfq::Beat> renew(std::string_view, const std::vector<perfq::StepReport>&) final {
    return perfq::Beat{};
  }
};

std::map<std::string, std::string> compilers_of(const FarmWorkerOptions& options) {
  std::map<std::string, std::string> found;
  for (const std::string& compiler : options.compilers)
    for (const char* language : {"c++", "c"})
      if (const auto label = label_of(compiler, language)) found.emplace(*label, compiler);
  if (found.empty())
    throw std::runtime_error("no GCC is found here: install g++, or name one with --compiler");
  return found;
}

}  // namespace

FarmWorker::FarmWorker(const FarmWorkerOptions& options)
    : folder_(options.database, options.name),
      compilers_(compilers_of(options)),
      queue_(patiently([&] { return perfq::open(options.database); })),
      worker_(queue_, options_of(options), [this](const perfq::Claimed& job, std::stop_token stop) {
        return compile_job(job, std::move(stop));
      }) {}

perfq::WorkerOptions FarmWorker::options_of(const FarmWorkerOptions& options) const {
  perfq::WorkerOptions own{.queue = options.queue, .worker = options.name};
  own.threads = options.slots;
  own.lease = options.lease;
  for (const auto& [label, compiler] : compilers_) {
    own.affinities.push_back(label);
    own.version += (own.version.empty() ? "" : " ") + label;
  }
  return own;
}

perfq::Verdict FarmWorker::compile_job(const perfq::Claimed& claimed, std::stop_token stop) {
  const perfq::Job& job = claimed.job;
  const auto compiler = compilers_.find(job.affinity);
  if (compiler == compilers_.end())
    return perfq::Failed{.error = "the job names no compiler", .permanent = true};
  // Its submitter looked before it was done by another, and submitted after.
  if (auto kept = queue_.find_result(job.queue, job.unique_key))
    return perfq::Succeeded{std::move(kept->result)};
  KeptByWorker keeper;
  return compile(job,
                 {.compiler = compiler->second,
                  .folder = folder_.path(),
                  .session_mark = folder_.path().string(),
                  .lease = std::chrono::hours{1}},
                 keeper, std::move(stop));
}

}  // namespace compile_farm
