// SPDX-License-Identifier: MIT
#include "edited.hpp"

namespace end_to_end {

const std::string edited_experiment = R"(
[experiment]
name = "edited"
[stop]
steps = 4
[[objective]]
name = "slow"
[[optimizer]]
name = "edited"
parameters.learning_rate = [0.0625, 0.125]
[[optimizer]]
name = "gradient_descent"
parameters.learning_rate = 0.125
)";

void build(const Folder &folder, const std::string &edition) {
    fs::create_directory(folder / "plugins");
    // as a linker does: a new file in the place of the old one
    fs::copy_file(fs::path(THALWEG_END_TO_END_DIR) / edition / "edited.so", folder / "plugins/new.tmp");
    fs::rename(folder / "plugins/new.tmp", folder / "plugins/edited.so");
}

Result call_edited(const Folder &folder, Process::Words words) {
    for (const std::string path : {"plugins", THALWEG_END_TO_END_DIR "/plugins"}) {
        words.emplace_back("--plugin-path");
        words.push_back(path);
    }
    return call(folder, words);
}

} // namespace end_to_end
