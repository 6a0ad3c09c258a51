#include "model/lives.hpp"

#include "model/describe.hpp"
#include "model/subject.hpp"

#include <exception>
#include <list>

namespace perfq::test {

namespace {

std::string picture(const Reference::Entry& entry) {
  std::string text = describe(entry.job);
  for (const Attempt& attempt : entry.attempts) text += describe(attempt);
  for (const Step& step : entry.steps) text += describe(step);
  return text;
}

/// Says which jobs an action changed, by what they looked like before.
class Changes {
 public:
  std::vector<std::size_t> since_last(const Reference& model) {
    std::vector<std::size_t> changed;
    pictures_.resize(model.entries().size());
    for (std::size_t i = 0; i < pictures_.size(); ++i) {
      std::string now = picture(model.entries()[i]);
      if (now == pictures_[i]) continue;
      changed.push_back(i);
      pictures_[i] = std::move(now);
    }
    return changed;
  }

  std::vector<std::size_t> all() const {
    std::vector<std::size_t> all(pictures_.size());
    for (std::size_t i = 0; i < all.size(); ++i) all[i] = i;
    return all;
  }

 private:
  std::vector<std::string> pictures_;
};

std::string live_on(Subject& subject, const Reference& model, const Action& action,
                    const std::string& expected, const std::vector<std::size_t>& changed) {
  try {
    const std::string answer = subject.apply(action);
    const bool either = expected.empty() && action.kind != Action::Kind::claim;
    if (!either && answer != expected) return "answered '" + answer + "', not '" + expected + '\'';
    return subject.difference(model, changed);
  } catch (const std::exception& error) {
    return std::string{"threw "} + error.what();
  }
}

}  // namespace

Fault live(const Stores& open_stores, std::vector<Action> life) {
  std::list<Subject> subjects;
  for (TestStore& store : open_stores()) subjects.emplace_back(std::move(store));
  Reference model(subjects.front().start());
  Changes changes;
  Fault fault;
  for (Action& action : life) {
    model.settle(action);
    const std::string expected = model.apply(action);
    fault.story += describe(action) + " -> " + expected + '\n';
    ++fault.actions;
    std::vector<std::size_t> changed = changes.since_last(model);
    if (fault.actions == life.size()) changed = changes.all();
    for (Subject& subject : subjects) {
      const std::string wrong = live_on(subject, model, action, expected, changed);
      if (!wrong.empty()) return {subject.backend() + ": " + wrong, fault.actions, fault.story};
    }
  }
  return {};
}

Fault shrink(const Stores& open_stores, std::vector<Action> life, Fault fault) {
  life.resize(fault.actions);
  for (std::size_t i = life.size(); i-- > 0;) {
    std::vector<Action> shorter = life;
    shorter.erase(shorter.begin() + static_cast<std::ptrdiff_t>(i));
    Fault still = live(open_stores, shorter);
    if (still.what.empty()) continue;
    shorter.resize(still.actions);
    life = std::move(shorter);
    fault = std::move(still);
    i = std::min(i, life.size());
  }
  return fault;
}

}  // namespace perfq::test
