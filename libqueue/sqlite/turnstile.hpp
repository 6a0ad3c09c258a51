#pragma once

#include <string>

namespace perfq::sqlite {

/// Writers of all processes pass through it one by one, on their way to SQLite's own lock. Only who
/// stands in it looks for that lock, besides one whose turn still lasts: so nobody whose turn is
/// over overtakes those who wait. It is an flock on the -wal file; SQLite keeps no lock of its own
/// on that one. It protects no data: where it can't be had, writers go on without it.
class Turnstile {
 public:
  Turnstile() = default;
  ~Turnstile();
  Turnstile(const Turnstile&) = delete;
  Turnstile& operator=(const Turnstile&) = delete;

  /// Opens the log if it is there yet and was not opened before. It must stay in use by SQLite as
  /// long as this lives: the last to leave a database removes its log.
  void open(const char* log_path);

  /// Never waits. True as well where there is nothing to lock. Who entered leaves by a Passage.
  bool try_enter();

  /// Leaves when it ends.
  class Passage {
   public:
    explicit Passage(Turnstile& turnstile) : turnstile_(turnstile) {}

    ~Passage() { turnstile_.leave(); }

    Passage(const Passage&) = delete;
    Passage& operator=(const Passage&) = delete;

   private:
    Turnstile& turnstile_;
  };

 private:
  void leave() noexcept;

  int file_ = -1;
};

}  // namespace perfq::sqlite
