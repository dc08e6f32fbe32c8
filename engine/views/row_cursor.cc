#include "engine/views/row_cursor.h"

namespace rireki {

namespace {

class MergedRows final : public RowCursor {
 public:
  MergedRows(std::unique_ptr<RowCursor> under, RowsInMemory over)
      : under_(std::move(under)), over_(std::move(over)), row_(under_->next()) {}

  std::optional<Row> next() override {
    if (!is_first_ && !from_over_) row_ = under_->next();
    is_first_ = false;
    from_over_ = at_ < over_.size() && (!row_ || over_[at_].first <= row_->key);
    if (!from_over_) return row_;
    const auto& [key, value] = over_[at_++];
    if (row_ && row_->key == key) row_ = under_->next();
    return Row{key, value};
  }

  Result<void> status() const override { return under_->status(); }

 private:
  std::unique_ptr<RowCursor> under_;
  RowsInMemory over_;
  std::optional<Row> row_;  // of `under_`, not handed out yet unless it was the last one
  std::size_t at_ = 0;
  bool from_over_ = false;
  bool is_first_ = true;
};

}  // namespace

std::unique_ptr<RowCursor> merged_rows(std::unique_ptr<RowCursor> under, RowsInMemory over) {
  if (over.empty()) return under;
  return std::make_unique<MergedRows>(std::move(under), std::move(over));
}

}  // namespace rireki
