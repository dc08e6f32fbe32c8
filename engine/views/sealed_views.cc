#include "engine/views/sealed_views.h"

#include <chrono>
#include <filesystem>
#include <thread>
#include <vector>

#include <spdlog/spdlog.h>

#include "engine/views/generations.h"
#include "engine/views/rocks_views.h"

namespace rireki {

namespace {

constexpr int kOpenAttempts = 20;  // a reader meets the writer's files while they change

class NoRows final : public RowCursor {
 public:
  std::optional<Row> next() override { return std::nullopt; }
  Result<void> status() const override { return {}; }
};

class NoSealedViews final : public SealedViews {
 public:
  Absorbed absorbed() const override { return {}; }
  Result<void> clear() override { return {}; }
  Result<void> fill(Absorbed, const Ranges&, unsigned) override {
    return fail(Code::io_error, "these views take nothing");
  }
  Result<bool> timeline(std::string_view, std::string&) override { return false; }
  Result<std::vector<std::optional<std::string>>> timelines(std::span<const std::string> keys) override {
    return std::vector<std::optional<std::string>>(keys.size());
  }
  std::unique_ptr<RowCursor> timelines(std::string) override { return std::make_unique<NoRows>(); }
  std::unique_ptr<RowCursor> ids() override { return std::make_unique<NoRows>(); }
  std::unique_ptr<RowCursor> columns(std::string, std::string_view) override { return std::make_unique<NoRows>(); }
  Result<bool> column(std::string_view, std::string&) override { return false; }
  Result<std::optional<Seq>> find_id(std::string_view) override { return std::nullopt; }
  Result<std::vector<bool>> have_ids(std::span<const std::string_view> ids) override {
    return std::vector<bool>(ids.size());
  }
  Result<GreatestIds> greatest_ids() override { return GreatestIds(); }
};

Result<std::unique_ptr<SealedViews>> open_for_writing(const std::string& views) {
  if (std::filesystem::exists(views + "/CURRENT")) std::filesystem::remove_all(views);  // from before generations
  const Generation used = used_generation(views);
  const Generation generation = used > 0 ? used : next_generation(views);
  auto sealed = make_sealed_views(generation_path(views, generation));
  if (sealed && used == 0) {
    if (auto r = use_generation(views, generation); !r) return std::unexpected(r.error());
  }
  // While a rebuild is under way, the one that it makes is not used yet.
  if (const auto lock = RebuildLock::take(views)) remove_unused_generations(views, **lock);
  return sealed;
}

std::unique_ptr<SealedViews> open_for_reading(const std::string& views) {
  for (int attempt = 0; attempt < kOpenAttempts; ++attempt) {
    if (attempt > 0) std::this_thread::sleep_for(std::chrono::milliseconds(10));
    const Generation generation = used_generation(views);
    if (generation == 0) break;
    const std::string directory = generation_path(views, generation);
    if (!std::filesystem::exists(directory + "/CURRENT")) continue;  // a rebuild ends just now
    if (auto sealed = open_rocks_views(directory, OpenMode::read)) return sealed;
  }
  return no_sealed_views();
}

}  // namespace

std::unique_ptr<SealedViews> no_sealed_views() { return std::make_unique<NoSealedViews>(); }

Result<std::unique_ptr<SealedViews>> make_sealed_views(const std::string& directory, PageCompression compression) {
  std::error_code ec;
  std::filesystem::create_directories(directory, ec);
  if (ec) return fail(Code::io_error, "making " + directory + ": " + ec.message());
  if (auto views = open_rocks_views(directory, OpenMode::write, compression)) return views;
  spdlog::info("the stored timelines are built anew from the log");
  return make_rocks_views(directory, compression);
}

Result<std::unique_ptr<SealedViews>> open_sealed_views(const std::string& views, OpenMode mode) {
  if (mode == OpenMode::write) return open_for_writing(views);
  return open_for_reading(views);
}

void remove_unused_generations(const std::string& views, const RebuildLock&) {
  for (const Generation generation : unused_generations(views)) {
    (void)remove_rocks_views(generation_path(views, generation));
  }
}

}  // namespace rireki
