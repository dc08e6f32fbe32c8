#include "events/types/error.h"

#include <array>

namespace rireki {

namespace {

constexpr std::array<std::string_view, 52> kNames = {
    "INVALID_JSON",
    "UNKNOWN_TYPE",
    "UNKNOWN_FIELD",
    "MISSING_FIELD",
    "INVALID_FIELD",
    "INVALID_DATE",
    "ENCODING_ERROR",
    "ID_REUSED",
    "CONCURRENT_CHANGE",
    "UNKNOWN_TARGET",
    "CORRECTION_CHANGES_IDENTITY",
    "ALREADY_VOID",
    "PERSON_ERASED",
    "APPROVAL_MISSING",
    "RETENTION_LOCKED",
    "RECORDED_OUT_OF_ORDER",
    "TOO_FAR_AHEAD",
    "PERIOD_CLOSED",
    "SAME_DAY_AMBIGUOUS",
    "ALREADY_RECORDED",
    "AGGREGATE_INCONSISTENT",
    "GROUP_TOO_SMALL",
    "POLICY_INVALID",
    "POLICY_OVERLAP",
    "ORG_UNIT_EXISTS",
    "ORG_UNIT_NOT_ACTIVE",
    "ORG_UNIT_CYCLE",
    "UNKNOWN_AUTHORITY",
    "ORG_UNIT_OCCUPIED",
    "NOT_REGISTERED",
    "ALREADY_REGISTERED",
    "ALREADY_EMPLOYED",
    "NOT_EMPLOYED",
    "UNKNOWN_RANK",
    "UNKNOWN_JOB_FAMILY",
    "UNKNOWN_REASON",
    "NOT_A_PROMOTION",
    "NOT_A_DEMOTION",
    "GRADE_NOT_ALLOWED",
    "NO_CHANGE",
    "TERM_MISSING",
    "TERM_NOT_ALLOWED",
    "TERM_CROSSES_FISCAL_YEAR",
    "ABSENCE_OVERLAP",
    "ALREADY_OPEN",
    "NOTHING_TO_END",
    "EVENTS_AFTER_SEPARATION",
    "RETRO_CONFLICT",
    "VOID_HAS_DEPENDENTS",
    "USAGE",
    "IO_ERROR",
    "INTEGRITY_ERROR",
};
static_assert(kNames.size() == static_cast<std::size_t>(Code::integrity_error) + 1);

}  // namespace

std::string_view to_text(Code code) noexcept { return kNames[static_cast<std::size_t>(code)]; }

}  // namespace rireki
