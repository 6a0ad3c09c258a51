#include "child/fakes.hpp"
#include "child/processes.hpp"
#include "service/child/file_descriptor.hpp"

#include <doctest/doctest.h>

#include <fcntl.h>
#include <string>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

using namespace perfq;
using namespace perfq::test;

namespace {

/// Our stdout is another descriptor for a while.
class StdoutIs {
 public:
  explicit StdoutIs(int fd) : before_(::fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 10)) {
    if (fd >= 0) {
      ::dup2(fd, STDOUT_FILENO);
    } else {
      ::close(STDOUT_FILENO);
    }
  }

  StdoutIs(const StdoutIs&) = delete;
  StdoutIs& operator=(const StdoutIs&) = delete;

  ~StdoutIs() {
    ::dup2(before_, STDOUT_FILENO);
    ::close(before_);
  }

 private:
  int before_;
};

ChildOptions passing(std::string script) {
  auto options = shell(std::move(script));
  options.pass_output = true;
  return options;
}

std::string read_all(int fd) {
  std::string text;
  char block[4096];
  for (ssize_t got; (got = ::read(fd, block, sizeof block)) > 0;) {
    text.append(block, static_cast<std::size_t>(got));
  }
  return text;
}

}  // namespace

TEST_CASE("child: the tail has the last bytes, and both streams") {
  auto options = shell("i=0; while [ $i -lt 20000 ]; do echo line $i; i=$((i+1)); done");
  options.tail_bytes = 100;
  const auto tail = run(options).output_tail;
  CHECK(tail.size() == 100);
  CHECK(tail.ends_with("line 19999\n"));
  // Nobody knows which of two pipes was written to first.
  const auto both = run(shell("echo out; echo end >&2")).output_tail;
  CHECK((both == "out\nend\n" || both == "end\nout\n"));
}

TEST_CASE("child: the tail takes any bytes and may be switched off") {
  CHECK(run(shell("printf 'a\\000\\377b'")).output_tail == std::string("a\0\377b", 4));
  auto options = shell("echo x");
  options.tail_bytes = 0;
  CHECK(run(options).output_tail.empty());
}

TEST_CASE("child: its output passes through, all of it, at our reader's pace") {
  auto pipe = child::make_pipe();
  std::string text;
  std::thread reader([&] { text = read_all(pipe.read_end.get()); });
  {
    const StdoutIs redirected(pipe.write_end.get());
    CHECK(run(passing("seq 200000")).exit_status == 0);
  }
  pipe.write_end.close();
  reader.join();
  CHECK(text.size() == 1288895);
  CHECK(text.ends_with("199999\n200000\n"));
}

TEST_CASE("child: a socket is written to as well") {
  int ends[2];
  REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == 0);
  {
    const StdoutIs redirected(ends[0]);
    run(passing("echo hello"));
  }
  ::close(ends[0]);
  CHECK(read_all(ends[1]) == "hello\n");
  ::close(ends[1]);
}

TEST_CASE("child: a stdout that nobody reads holds nothing up at the end") {
  const auto pipe = child::make_pipe();
  const StdoutIs redirected(pipe.write_end.get());
  const auto report = run(passing("seq 30000; exit 4"));
  CHECK(report.exit_status == 4);
  CHECK(report.output_tail.ends_with("30000\n"));
}

TEST_CASE("child: a stdout that nobody reads doesn't keep a limit from being kept") {
  const auto pipe = child::make_pipe();
  const StdoutIs redirected(pipe.write_end.get());
  auto options = passing("yes");
  options.time_limit = milliseconds{300};
  CHECK(run(options).end == ChildEnd::timed_out);
}

TEST_CASE("child: a stdout whose reader has gone loses nothing but itself") {
  auto pipe = child::make_pipe();
  pipe.read_end.close();
  const StdoutIs redirected(pipe.write_end.get());
  const auto report = run(passing("seq 100000; exit 5"));
  CHECK(report.exit_status == 5);
  CHECK(report.output_tail.ends_with("100000\n"));
}

TEST_CASE("child: a closed stdout of ours doesn't get between the child and its own") {
  const StdoutIs closed(-1);
  const auto report = run(passing("echo out; echo err >&2; exit 6"));
  CHECK(report.exit_status == 6);
  CHECK(report.output_tail.find("out\n") != std::string::npos);
}

TEST_CASE("child: a child that closes its output and works on is waited for") {
  const Folder folder;
  const auto report =
      run(shell("exec >&- 2>&-; sleep 0.1; echo > " + folder.file("done") + "; exit 9"));
  CHECK(report.exit_status == 9);
  CHECK(::access(folder.file("done").c_str(), F_OK) == 0);
  CHECK(report.user + report.system < milliseconds{90});
}

TEST_CASE("child: what it leaves behind in its group is killed and doesn't hold us up") {
  const Folder folder;
  const auto report = run(shell("sleep 60 & echo $! > " + folder.file("pid") + "; echo bye"));
  CHECK(report.end == ChildEnd::exited);
  CHECK(report.output_tail == "bye\n");
  CHECK(report.wall < seconds{30});
  CHECK(is_gone_soon(pid_soon(folder.file("pid"))));
}

TEST_CASE("child: one that left the group and floods the pipe doesn't hold us up") {
  const Folder folder;
  const auto report = run(shell("setsid sh -c 'echo $$ > " + folder.file("pid") + "; exec yes' & " +
                                "while [ ! -s " + folder.file("pid") + " ]; do :; done; exit 2"));
  CHECK(report.exit_status == 2);
  CHECK(is_gone_soon(pid_soon(folder.file("pid"))));  // by SIGPIPE: we have closed our end
}
