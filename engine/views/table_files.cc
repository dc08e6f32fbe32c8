#include "engine/views/table_files.h"

#include <rocksdb/db.h>
#include <rocksdb/sst_file_writer.h>

#include "engine/views/parallel.h"
#include "engine/views/view_options.h"

namespace rireki {

namespace {

struct TableFile {
  FamilyRows rows;
  std::string path;
  std::uint64_t count = 0;
  rocksdb::Status status = {};
};

/// Without rows there is no file.
void write(TableFile& file, const rocksdb::ColumnFamilyOptions& family) {
  rocksdb::SstFileWriter writer(rocksdb::EnvOptions(), rocksdb::Options(view_options(), family));
  file.status = writer.Open(file.path);
  const auto put = [&](std::string_view key, std::string_view value) {
    if (file.status.ok()) file.status = writer.Put(key, value);
    ++file.count;
  };
  if (*file.rows.rows) (*file.rows.rows)(put);
  if (file.status.ok() && file.count > 0) file.status = writer.Finish();
}

/// All of the files, or none.
rocksdb::Status take_in(const ViewsDatabase& views, std::span<const TableFile> files) {
  std::vector<rocksdb::IngestExternalFileArg> args;
  for (std::size_t family = 0; family < views.handles.size(); ++family) {
    rocksdb::IngestExternalFileArg arg;
    for (const TableFile& file : files) {
      if (!file.status.ok()) return file.status;
      if (file.rows.family == family && file.count > 0) arg.external_files.push_back(file.path);
    }
    if (arg.external_files.empty()) continue;
    arg.column_family = views.handles[family];
    arg.options.move_files = true;
    arg.options.write_global_seqno = false;
    arg.options.failed_move_fall_back_to_copy = true;
    args.push_back(std::move(arg));
  }
  return views.db.IngestExternalFiles(args);
}

}  // namespace

rocksdb::Status add_rows(const ViewsDatabase& views, std::span<const FamilyRows> all, unsigned threads) {
  std::vector<TableFile> files;
  for (const FamilyRows& rows : all) {
    files.push_back({rows, views.directory + "/sealing-" + std::to_string(files.size()) + ".sst"});
  }
  run_parallel(threads, files.size(),
               [&](std::size_t i) { write(files[i], views.families[files[i].rows.family].options); });
  return take_in(views, files);
}

}  // namespace rireki
