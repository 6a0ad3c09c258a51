#include "farm_worker.hpp"

#include "compile.hpp"
#include "compiler.hpp"
#include "packed.hpp"
#include "patience.hpp"

#include <fcntl.h>
#include <stdexcept>
#include <sys/file.h>
#include <system_error>
#include <unistd.h>

namespace compile_farm {
namespace {

namespace fs = std::filesystem;

// The worker renews the leases of all its jobs, and stops a child whose lease is lost.
class KeptByWorker : public perfq::LeaseKeeper {
 public:
  std::optional<perfq::Beat> renew(std::string_view, const std::vector<perfq::StepReport>&) final {
    return perfq::Beat{};
  }
};

fs::path folder_of(const FarmWorkerOptions& options) {
  const std::string name = "perfq-farm-" + digest(options.database + '\n' + options.name);
  const fs::path folder = fs::temp_directory_path() / name.substr(0, 32);
  fs::create_directory(folder);
  return folder;
}

// Whatever a worker of that name left when it was killed, files or processes, is nobody's now.
int lock_and_tidy(const fs::path& folder, const std::string& name) {
  const int lock = open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (lock < 0 || flock(lock, LOCK_EX | LOCK_NB) != 0) {
    if (lock >= 0) close(lock);
    throw std::runtime_error("a worker " + name + " runs here already: give another --name");
  }
  perfq::end_leftovers(folder.string());
  for (const auto& left : fs::directory_iterator(folder)) fs::remove_all(left.path());
  return lock;
}

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
    : folder_(folder_of(options)),
      lock_(lock_and_tidy(folder_, options.name)),
      mark_(folder_),
      compilers_(compilers_of(options)),
      queue_(patiently([&] { return perfq::open(options.database); })),
      worker_(queue_, options_of(options), [this](const perfq::Claimed& job, std::stop_token stop) {
        return compile_job(job, std::move(stop));
      }) {}

FarmWorker::~FarmWorker() {
  worker_.stop_hard();
  worker_.wait();
  std::error_code left_behind;
  fs::remove_all(folder_, left_behind);
  close(lock_);
}

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
                  .folder = folder_,
                  .session_mark = mark_,
                  .lease = std::chrono::hours{1}},
                 keeper, std::move(stop));
}

}  // namespace compile_farm
