// Everybody's spans, kept right behind the Log: a generation (a file, or made in memory) that is complete up to its
// seq, and the persons of whom the Log has more since. Those few are folded from their Timelines; so what comes late or
// corrects something repairs only the answers about its own person.
#pragma once

#include <memory>

#include "engine/log/log.h"
#include "engine/views/span_file.h"
#include "engine/views/span_tail.h"
#include "events/lifecycle/organisation.h"
#include "projections/absence_facts.h"
#include "projections/personal_columns.h"
#include "projections/span_builder.h"

namespace rireki {

/// As TimelineStore::each_event.
using EachEvent = std::function<Result<void>(Seq from, const EventVisit& visit)>;

class SpanStore {
 public:
  /// `path` need not exist; nothing is read before the first question.
  SpanStore(std::string path, Log& log, StaffSource& source, EachEvent each_event, ParsedPolicies& parsed)
      : path_(std::move(path)), log_(log), source_(source), each_event_(std::move(each_event)), parsed_(parsed) {}

  /// As StaffSource has them.
  [[nodiscard]] Result<Staff> staff(Seq known);
  [[nodiscard]] Result<const PersonalColumns*> personal_columns();
  [[nodiscard]] Result<const AbsenceFacts*> absence_facts();

  /// Writes a new generation if the file has fallen far behind the Log, all of which `source` must have. Errors:
  /// IO_ERROR, INTEGRITY_ERROR; the old one stays.
  [[nodiscard]] Result<void> seal();

 private:
  /// Spans made here: the history that they were folded by must outlive their making.
  struct Made {
    explicit Made(WorldHistory h, Seq known) : history(std::move(h)), builder(history, known) {}
    WorldHistory history;
    SpanBuilder builder;
    Spans spans;
  };

  Result<void> follow();
  [[nodiscard]] Result<std::unique_ptr<SpanFile>> file_of_log() const;
  Result<void> open();
  Result<void> renew();
  Result<void> make();
  void use(Seq absorbed);
  Result<void> set_apart(Seq known);
  [[nodiscard]] const Spans& spans() const { return made_ ? made_->spans : file_->spans(); }

  std::string path_;
  Log& log_;
  StaffSource& source_;
  EachEvent each_event_;
  ParsedPolicies& parsed_;
  std::unique_ptr<SpanFile> file_;
  std::unique_ptr<Made> made_;  // instead of the file
  bool is_open_ = false;
  Seq absorbed_;                 // by the generation in use
  SpanTail tail_;                // behind it
  std::optional<Seq> apart_at_;  // what `apart_` was set for
  std::vector<std::string> apart_;
  std::vector<std::string> attended_;
  std::optional<PersonalColumns> columns_;
  std::optional<AbsenceFacts> absence_facts_;
};

}  // namespace rireki
