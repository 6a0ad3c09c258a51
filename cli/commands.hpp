#pragma once

#include "context.hpp"

/// A verb each: makes the public call and prints. Throws Refusal, perfq::Error or OutputClosed
/// where it does not end in an Exit of its own. What is printed is flushed by main.
namespace perfq::cli {

Exit run(const EnqueueOptions& options, Context& context);
Exit run(const ClaimOptions& options, Context& context);
Exit run(const BenchNextOptions& options, Context& context);
Exit run(const HeartbeatOptions& options, Context& context);
Exit run(const CompleteOptions& options, Context& context);
Exit run(const FailOptions& options, Context& context);
Exit run(const ReleaseOptions& options, Context& context);
Exit run(const StepOptions& options, Context& context);
Exit run(const StatusOptions& options, Context& context);
Exit run(const CollectorOptions& options, Context& context);
Exit run(const SuiteOptions& options, Context& context);
Exit run(const AutoscaleOptions& options, Context& context);
Exit run(const MetricsOptions& options, Context& context);
Exit run(const ServeOptions& options, Context& context);
Exit run(const CancelOptions& options, Context& context);
Exit run(const RetryOptions& options, Context& context);
Exit run(const PrioritizeOptions& options, Context& context);
Exit run(const PruneOptions& options, Context& context);
Exit run(const WaitOptions& options, Context& context);
Exit run(const ResultsOptions& options, Context& context);
Exit run(const LogsOptions& options, Context& context);
Exit run(const EventsOptions& options, Context& context);
Exit run(const JobAddOptions& options, Context& context);
Exit run(const JobListOptions& options, Context& context);
Exit run(const MigrateOptions& options, Context& context);
Exit run(const DoctorOptions& options, Context& context);

}  // namespace perfq::cli
