#pragma once

#include <string>

namespace perfq::sqlite {

/// Through which writers of all processes pass one by one on their way to SQLite's own lock:
/// besides those whose turn lasts only one of them looks for that, so whose turn is over can't push
/// in before those who wait. A lock (flock) on the -wal file; SQLite keeps none of its own on that
/// one. It orders and protects nothing: where it can't be had, writers do as well without.
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
