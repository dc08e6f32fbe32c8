#include "tools/rireki/erased_answer.h"

#include "tools/rireki/answering.h"

namespace rireki {

void print_erased(const GlobalOptions& global, const std::string& person, std::optional<Seq> seq) {
  if (global.json) {
    answers() << "{\"person\":\"" << person << "\",\"seq\":" << (seq ? seq->value : 0) << "}\n";
  } else if (seq) {
    answers() << "erased personal fields of " << person << "; record " << seq->value << " says so\n";
  } else {
    answers() << "the personal fields of " << person << " were erased before\n";
  }
}

}  // namespace rireki
