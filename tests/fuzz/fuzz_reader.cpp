// SPDX-License-Identifier: MIT
// A good results file with numbers, texts and attributes that are others -> a consistent reading or Errors:
// never a crash, a hang or a gigabyte. HDF5 1.10 crashes on bytes that are not its own, so those are met as
// users meet them: through the child process, and then the parent must not crash where the child did not.
//
// The input is a list of edits of 12 bytes: what (1), where (3), value (8).
#include "damage.hpp"
#include "results/store.hpp"
#include "samples.hpp"

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <hdf5.h>
#include <unistd.h>

using namespace thalweg;
using namespace thalweg::results;
namespace fs = std::filesystem;

namespace {

/// Where the numbers of a column lie in the file.
struct Numbers {
    std::uint64_t at = 0, element = 0, count = 0;
};

herr_t note_numbers(hid_t root, const char *name, const H5O_info_t *about, void *into) {
    if (about->type != H5O_TYPE_DATASET)
        return 0;
    const hid_t set = H5Dopen2(root, name, H5P_DEFAULT), type = H5Dget_type(set), space = H5Dget_space(set);
    const hsize_t first[] = {0, 0};
    unsigned skipped = 0;
    haddr_t address = HADDR_UNDEF;
    hsize_t size = 0;
    if (H5Tget_class(type) != H5T_STRING && H5Aexists(set, "CLASS") <= 0 &&
        H5Dget_chunk_info_by_coord(set, first, &skipped, &address, &size) >= 0 && address != HADDR_UNDEF)
        static_cast<std::vector<Numbers> *>(into)->push_back(
            {address, H5Tget_size(type), size / H5Tget_size(type)});
    H5Sclose(space);
    H5Tclose(type);
    H5Dclose(set);
    return 0;
}

/// The good file, in memory, and where its numbers and texts are.
struct Good {
    samples::Folder folder;
    std::string bytes;
    std::vector<Numbers> numbers;
    std::vector<std::size_t> texts;

    Good() {
        auto experiment = samples::small();
        experiment.head.conditions = {{"seed", 7}, {"stop.steps", 10}};
        const fs::path file = folder / "good.h5";
        write(file, experiment.head, experiment.runs());
        bytes = samples::content(file);
        const hid_t opened = H5Fopen(file.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT);
        H5Ovisit2(opened, H5_INDEX_NAME, H5_ITER_NATIVE, note_numbers, &numbers, H5O_INFO_BASIC);
        H5Fclose(opened);
        for (const std::string_view text : {"{\"label\"", "[0.25", "cliffs", "here", "00112233",
                                            "[experiment]", "1.0", "{\"seed\"", "\"inside\"", "point"})
            for (auto at = bytes.find(text); at != std::string::npos; at = bytes.find(text, at + 1))
                for (std::size_t i = 0; i < text.size(); ++i)
                    texts.push_back(at + i);
    }
};

struct Edit {
    std::uint8_t what = 0;
    std::uint32_t where = 0;
    std::uint64_t value = 0;
};

std::vector<Edit> edits_of(const std::uint8_t *data, std::size_t size) {
    constexpr std::size_t length = 12, most = 64;
    std::vector<Edit> edits;
    for (std::size_t at = 0; at + length <= size && edits.size() < most; at += length) {
        Edit edit{.what = data[at]};
        std::memcpy(&edit.where, data + at + 1, 3);
        std::memcpy(&edit.value, data + at + 4, sizeof edit.value);
        edits.push_back(edit);
    }
    return edits;
}

void set_attribute(const fs::path &file, const Edit &edit) {
    const hid_t opened = H5Fopen(file.c_str(), H5F_ACC_RDWR, H5P_DEFAULT);
    if (opened < 0)
        return;
    const char *names[] = {"runs_planned",    "complete",  "format",    "digest",
                           "experiment_toml", "overrides", "conditions"};
    const char *name = names[edit.where % std::size(names)];
    if ((edit.value & 1) != 0)
        H5Adelete(opened, name);
    const hid_t space = H5Screate(H5S_SCALAR);
    if ((edit.value & 2) != 0) {
        H5Adelete(opened, name);
        H5Aclose(H5Acreate2(opened, name, H5T_STD_I64LE, space, H5P_DEFAULT, H5P_DEFAULT));
    }
    const hid_t attribute = H5Aopen(opened, name, H5P_DEFAULT);
    if (attribute >= 0 && ((edit.value & 2) != 0 || edit.where % std::size(names) < 2))
        H5Awrite(attribute, H5T_NATIVE_UINT64, &edit.value);
    if (attribute >= 0)
        H5Aclose(attribute);
    H5Sclose(space);
    H5Fclose(opened);
}

/// Whether bytes were changed that are HDF5's own.
enum class Reach { ours, hdf5 };

Reach apply(const Good &good, const std::vector<Edit> &edits, const fs::path &file) {
    enum { number, text, attribute, any_byte, kinds };
    Reach reach = Reach::ours;
    std::string bytes = good.bytes;
    for (const Edit &edit : edits)
        switch (edit.what % kinds) {
        case number: {
            const Numbers &column = good.numbers[edit.where % good.numbers.size()];
            const std::uint64_t row = edit.where / good.numbers.size() % column.count;
            std::memcpy(bytes.data() + column.at + row * column.element, &edit.value, column.element);
            break;
        }
        case text:
            bytes[good.texts[edit.where % good.texts.size()]] = static_cast<char>(edit.value);
            break;
        case any_byte:
            bytes[edit.where % bytes.size()] = static_cast<char>(edit.value);
            reach = Reach::hdf5;
            break;
        default:
            break;
        }
    samples::set_content(file, bytes);
    for (const Edit &edit : edits)
        if (edit.what % kinds == attribute && reach == Reach::ours)
            set_attribute(file, edit);
    return reach;
}

void read_all(const Reader &reader) {
    reader.attributes();
    reader.runs_planned();
    reader.complete();
    reader.done();
    reader.metric_names();
    for (const char *which : {"objective", "optimizer", "configuration", "start", "environment", "plugin"})
        reader.catalog(which);
    const Window window = reader.window(0, reader.size());
    for (std::uint64_t row = 0; row < reader.size(); ++row)
        reader.record(row);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
    static const Good good;
    static const fs::path file = good.folder / "edited.h5";
    const Reach reach = apply(good, edits_of(data, size), file);
    try {
        const Reader reader = reach == Reach::ours ? Reader::of_own(file) : Reader(file);
        read_all(reader);
    } catch (const Errors &errors) {
        if (errors.list.front().exit != Exit::wrong)
            std::abort();
    }
    try {
        const Reader reader = Reader(file); // with the seal broken, or taken away by HDF5
        read_all(reader);
    } catch (const Errors &) {
        return 0;
    }
    return 0;
}
