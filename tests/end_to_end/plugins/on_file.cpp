// SPDX-License-Identifier: MIT
// An objective whose minimum stands in a file: f(x) = ½ (x − a)², a the number that the file holds.
#include <thalweg/plugin.hpp>

#include <fstream>

struct OnFile {
    static constexpr auto name = "on_file";

    std::string file;
    static constexpr thalweg::Parameter<OnFile> parameters[] = {
        {"file", &OnFile::file, thalweg::any_text.file().required(), "holds one number"},
    };

    double a = 0;
    std::size_t create(std::size_t d, std::uint64_t) {
        if (!(std::ifstream(file) >> a))
            throw std::invalid_argument("no number can be read from " + file);
        return d;
    }
    double value(double x) const { return 0.5 * (x - a) * (x - a); }
    double gradient(double x) const { return x - a; }
    thalweg::Problem problem(std::size_t) const { return {.start = {8}, .f_opt = 0, .minimizers = {{a}}}; }
};
THALWEG_PLUGIN(OnFile)
