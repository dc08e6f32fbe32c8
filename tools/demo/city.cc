#include "tools/demo/city.h"
namespace rireki { void generate_city(const DemoOptions&, const std::function<void(Event)>&) {} }
