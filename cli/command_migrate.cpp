#include "commands.hpp"
#include "print_json.hpp"

#include <fmt/ranges.h>

namespace perfq::cli {

namespace {

std::string sentence(const MigrationStatus& status) {
  const auto version =
      fmt::format("schema version {} of {}", status.schema_version, status.program_version);
  if (!status.applied.empty()) {
    return fmt::format("applied {}; {}", fmt::join(status.applied, ", "), version);
  }
  if (!status.pending.empty()) {
    return fmt::format("to be applied: {}; {}", fmt::join(status.pending, ", "), version);
  }
  return "up to date; " + version;
}

void print(Context& context, const MigrationStatus& status) {
  if (context.json()) {
    context.out().write(to_line(migration_json(status)));
  } else {
    context.out().print("{}\n", sentence(status));
  }
}

void print_sql(Context& context) {
  const auto sql = pending_sql(context.db());
  context.out().write(context.json() ? to_line(Json{{"sql", sql}}) : sql);
}

}  // namespace

Exit run(const MigrateOptions& options, Context& context) {
  if (options.show_sql) {
    print_sql(context);
    return Exit::done;
  }
  const bool looks_only = options.check || options.dry_run;
  const auto status =
      looks_only ? check_migration(context.db()) : migrate(context.db(), options.access);
  print(context, status);
  return options.check && !status.pending.empty() ? Exit::schema : Exit::done;
}

}  // namespace perfq::cli
