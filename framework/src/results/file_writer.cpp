// SPDX-License-Identifier: MIT
#include "results/file_writer.hpp"

#include "results/schema.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <thalweg/abi.h>

namespace thalweg::results {

using h5::check;
using h5::Handle;

/// A dimension: a dataset without values, as netCDF makes them, and who uses it.
struct FileWriter::Scale {
    Handle dataset;
    hobj_ref_t reference = 0;
    std::vector<h5::AttributeWriter::Use> uses;
};

/// Where the values of one column go.
struct FileWriter::Sink {
    std::unique_ptr<ChunkedNumbers> numbers;
    Handle texts;
    std::uint64_t next_text = 0;
};

namespace {

hid_t stored_type(Type type, hid_t text) {
    switch (type) {
    case Type::u8:
        return H5T_STD_U8LE;
    case Type::u32:
        return H5T_STD_U32LE;
    case Type::i32:
        return H5T_STD_I32LE;
    case Type::u64:
        return H5T_STD_U64LE;
    case Type::f32:
        return H5T_IEEE_F32LE;
    case Type::f64:
        return H5T_IEEE_F64LE;
    case Type::text:
        break;
    }
    return text;
}

Handle property_list(hid_t kind) { return {H5Pcreate(kind), H5Pclose, "make a property list"}; }

Handle create_file(const Place &place, Image &image) {
    h5::silence();
    const Handle access = property_list(H5P_FILE_ACCESS);
    check(H5Pset_libver_bounds(access.get(), H5F_LIBVER_V18, H5F_LIBVER_V18), "set the version");
    if (place.path.empty()) {
        const std::size_t step =
            // in one piece where that is cheap: memory that is not touched costs nothing
            std::clamp<std::size_t>(place.expected_bytes + (place.expected_bytes >> 3), 1U << 18,
                                    std::size_t{1} << 26);
        image.attach(access.get(), step);
    } else {
        check(H5Pset_fapl_sec2(access.get()), "make a file");
    }
    h5::without_locks(access.get());
    const Handle creation = property_list(H5P_FILE_CREATE);
    check(H5Pset_obj_track_times(creation.get(), false), "switch times off");
    const char *name = place.path.empty() ? "memory" : place.path.c_str();
    return {H5Fcreate(name, H5F_ACC_TRUNC, creation.get(), access.get()), H5Fclose, "create the file"};
}

hobj_ref_t reference_to(hid_t group, const std::string &name) {
    hobj_ref_t reference = 0;
    check(H5Rcreate(&reference, group, name.c_str(), H5R_OBJECT, -1), "refer to a dataset");
    return reference;
}

ChunkedNumbers::Shape shape_of(const Description &about, std::uint64_t rows, bool compressed) {
    constexpr std::uint64_t numbers = 8192, many = 65536, widest = 131072, very_many_rows = 1'000'000'000;
    const std::uint64_t width = std::max<std::uint64_t>(about.width, 1);
    const std::uint64_t chunk_rows = about.form == Form::matrix ? std::max<std::uint64_t>(1, numbers / width)
                                     : rows > very_many_rows    ? many
                                                                : numbers;
    return {rows,
            width,
            std::max<std::uint64_t>(1, std::min(chunk_rows, rows)),
            std::min(width, widest),
            std::max<std::size_t>(1, size_of(about.type)),
            compressed && about.type != Type::text};
}

std::string row_scale(std::string_view path) {
    if (has_run_rows(path))
        return "/run";
    if (path == observations_path)
        return "/observation";
    return std::string(path) + (path.starts_with(iterates_group) ? "/iterate" : "/row");
}

} // namespace

std::uint64_t stored_rows(const Description &about, std::uint64_t rows) {
    const std::uint64_t chunk = shape_of(about, rows, false).chunk_rows;
    return (rows + chunk - 1) / chunk * chunk;
}

FileWriter::FileWriter(const Place &place, const Block &layout, const Thresholds &thresholds)
    : file_(create_file(place, image_)), access_(property_list(H5P_DATASET_ACCESS)),
      text_type_(h5::text_type()), compressed_(layout.payload_bytes() >= thresholds.compress_from),
      digest_(layout), runs_(layout.runs()) {
    // Chunks are written whole, so a cache would only cost its allocation.
    check(H5Pset_chunk_cache(access_.get(), 1, 0, 0), "switch the chunk cache off");
    for (const Table &table : layout.tables)
        add_table(table);
}

FileWriter::~FileWriter() = default;

hid_t FileWriter::group(const std::string &path) {
    if (const auto found = groups_.find(path); found != groups_.end())
        return found->second.get();
    if (path.empty())
        return file_.get();
    const std::size_t slash = path.rfind('/');
    const hid_t parent = group(path.substr(0, slash));
    const Handle creation = property_list(H5P_GROUP_CREATE);
    check(H5Pset_obj_track_times(creation.get(), false), "switch times off");
    // Links of up to 96 columns stay in the group's header: cheaper to write and to read than a heap and its
    // index.
    check(H5Pset_link_phase_change(creation.get(), 96, 64), "set the shape of groups");
    Handle made(H5Gcreate2(parent, path.c_str() + slash + 1, H5P_DEFAULT, creation.get(), H5P_DEFAULT),
                H5Gclose, "make a group");
    return groups_.emplace(path, std::move(made)).first->second.get();
}

FileWriter::Scale &FileWriter::scale(const std::string &path, std::uint64_t size) {
    auto &scale = scales_[path];
    if (scale != nullptr)
        return *scale;
    scale = std::make_unique<Scale>();
    const std::size_t slash = path.rfind('/');
    const hid_t parent = group(path.substr(0, slash));
    const std::string name = path.substr(slash + 1);
    const hsize_t extent = size;
    const Handle space(H5Screate_simple(1, &extent, nullptr), H5Sclose, "make a dataspace");
    const Handle creation = property_list(H5P_DATASET_CREATE);
    check(H5Pset_obj_track_times(creation.get(), false), "switch times off");
    scale->dataset = Handle(H5Dcreate2(parent, name.c_str(), H5T_IEEE_F32BE, space.get(), H5P_DEFAULT,
                                       creation.get(), H5P_DEFAULT),
                            H5Dclose, "make a dimension");
    attributes_.ascii(scale->dataset.get(), "CLASS", "DIMENSION_SCALE");
    attributes_.ascii(scale->dataset.get(), "NAME",
                      fmt::format("This is a netCDF dimension but not a netCDF variable. {:10}", size));
    scale->reference = reference_to(parent, name);
    return *scale;
}

hid_t FileWriter::creation(const Description &about, const ChunkedNumbers::Shape &shape) {
    const bool is_text = about.type == Type::text;
    const auto key =
        fmt::format("{} {} {} {}", shape.chunk_rows, about.form == Form::matrix ? shape.chunk_width : 0,
                    is_text, shape.compressed);
    auto &list = creations_[key];
    if (list)
        return list.get();
    list = property_list(H5P_DATASET_CREATE);
    const hsize_t chunk[] = {shape.chunk_rows, shape.chunk_width};
    check(H5Pset_chunk(list.get(), about.form == Form::matrix ? 2 : 1, chunk), "set the chunks");
    check(H5Pset_obj_track_times(list.get(), false), "switch times off");
    if (!is_text) {
        check(H5Pset_fill_time(list.get(), H5D_FILL_TIME_NEVER), "switch filling off");
        if (shape.compressed) {
            check(H5Pset_shuffle(list.get()), "set the filters");
            check(H5Pset_deflate(list.get(), 1), "set the filters");
        }
    }
    return list.get();
}

Handle FileWriter::make_dataset(hid_t group, const Description &about, std::uint64_t rows,
                                ChunkedNumbers::Shape &shape) {
    const hsize_t extent[] = {rows, about.width}, most[] = {std::max<hsize_t>(rows, 1), about.width};
    const Handle space(H5Screate_simple(about.form == Form::matrix ? 2 : 1, extent, most), H5Sclose,
                       "make a dataspace");
    shape = shape_of(about, rows, compressed_);
    return {H5Dcreate2(group, about.name.c_str(), stored_type(about.type, text_type_.get()), space.get(),
                       H5P_DEFAULT, creation(about, shape),
                       about.type == Type::text ? H5P_DEFAULT : access_.get()),
            H5Dclose, "make a column"};
}

void FileWriter::describe(hid_t dataset, const Description &about) {
    attributes_.text(dataset, "units", about.units);
    attributes_.text(dataset, "long_name", about.long_name);
    attributes_.flag(dataset, "volatile", about.changes == Volatile::yes ? 1 : 0);
    if (about.name == "status") {
        std::vector<std::uint8_t> values;
        std::string meanings;
        for (const char *name : engine::status_names) {
            values.push_back(static_cast<std::uint8_t>(values.size()));
            meanings += (meanings.empty() ? "" : " ") + std::string(name);
        }
        attributes_.bytes(dataset, "flag_values", values);
        attributes_.text(dataset, "flag_meanings", meanings);
    }
    if (about.name == "split") {
        const std::uint8_t values[] = {THALWEG_SPLIT_TRAIN, THALWEG_SPLIT_VALID, THALWEG_SPLIT_TEST};
        attributes_.bytes(dataset, "flag_values", {std::begin(values), std::end(values)});
        attributes_.text(dataset, "flag_meanings", "train valid test");
    }
    if (about.name == "observations")
        attributes_.text(dataset, "sample_dimension", "observation"); // CF contiguous ragged arrays
    if (about.name == "run")
        attributes_.text(dataset, "instance_dimension", "run"); // CF indexed ragged arrays
}

void FileWriter::add_table(const Table &layout) {
    sinks_.emplace_back();
    if (layout.rows == 0 && layout.path != runs_path)
        return; // a table without rows is left out
    for (const Column &column : layout.columns)
        add_column(layout, column);
}

void FileWriter::add_column(const Table &layout, const Column &column) {
    const hid_t place = group(layout.path);
    std::vector<Scale *> dimensions = {&scale(row_scale(layout.path), layout.rows)};
    if (column.about.form == Form::matrix)
        dimensions.push_back(&scale(layout.path + "/coordinate", column.about.width));
    ChunkedNumbers::Shape shape{};
    Handle dataset = make_dataset(place, column.about, layout.rows, shape);
    describe(dataset.get(), column.about);
    const hobj_ref_t self = reference_to(place, column.about.name);
    std::vector<hobj_ref_t> references;
    for (unsigned i = 0; i < dimensions.size(); ++i) {
        references.push_back(dimensions[i]->reference);
        dimensions[i]->uses.push_back({self, i});
    }
    attributes_.dimension_list(dataset.get(), references);
    auto sink = std::make_unique<Sink>();
    if (column.about.type == Type::text)
        sink->texts = std::move(dataset);
    else
        sink->numbers = std::make_unique<ChunkedNumbers>(std::move(dataset), shape);
    sinks_.back().push_back(std::move(sink));
}

namespace {

void write_texts(hid_t dataset, hid_t type, std::uint64_t first, const std::vector<std::string> &texts) {
    if (texts.empty())
        return;
    std::vector<const char *> pointers;
    for (const std::string &text : texts)
        pointers.push_back(text.c_str());
    const hsize_t start = first, count = texts.size();
    const Handle memory(H5Screate_simple(1, &count, nullptr), H5Sclose, "make a dataspace");
    const Handle space(H5Dget_space(dataset), H5Sclose, "make a dataspace");
    check(H5Sselect_hyperslab(space.get(), H5S_SELECT_SET, &start, nullptr, &count, nullptr), "select rows");
    const Handle transfer = h5::text_transfer();
    check(H5Dwrite(dataset, type, memory.get(), space.get(), transfer.get(), pointers.data()), "write texts");
}

} // namespace

void FileWriter::append(const Block &block, const Catalogs &catalogs) {
    digest_.append(block, catalogs);
    for (std::size_t t = 0; t < sinks_.size(); ++t)
        for (std::size_t c = 0; c < sinks_[t].size(); ++c) {
            const Column &column = block.tables[t].columns[c];
            Sink &sink = *sinks_[t][c];
            if (sink.numbers != nullptr) {
                sink.numbers->append(column.bytes);
                continue;
            }
            write_texts(sink.texts.get(), text_type_.get(), sink.next_text, column.texts);
            sink.next_text += column.texts.size();
        }
}

void FileWriter::write_catalogs(const Catalogs &catalogs) {
    constexpr std::uint64_t rows_at_a_time = 4096; // there may be as many configurations as runs
    for (std::size_t i = 0; i < std::size(catalog_names); ++i) {
        const Volatile changes = i < stable_catalogs ? Volatile::no : Volatile::yes;
        const std::uint64_t rows = catalogs.size(i);
        add_table(
            {std::string("/catalog/") + catalog_names[i],
             rows,
             {{catalog_name_description(changes), {}, {}}, {catalog_json_description(changes), {}, {}}}});
        for (std::uint64_t first = 0; first < rows; first += rows_at_a_time) {
            std::vector<std::string> names, jsons;
            for (std::uint64_t row = first; row < std::min(rows, first + rows_at_a_time); ++row) {
                CatalogText text = catalogs.text(i, row);
                names.push_back(std::move(text.name));
                jsons.push_back(std::move(text.json));
            }
            write_texts(sinks_.back()[0]->texts.get(), text_type_.get(), first, names);
            write_texts(sinks_.back()[1]->texts.get(), text_type_.get(), first, jsons);
        }
    }
}

void FileWriter::write_root(const End &end) {
    const hid_t root = file_.get();
    attributes_.text(root, "format", format_name);
    attributes_.text(root, "format_version", format_version);
    attributes_.text(root, "Conventions", "CF-1.8");
    attributes_.text(root, "producer", "thalweg " THALWEG_VERSION);
    attributes_.text(root, "experiment_toml", end.head.experiment_toml);
    attributes_.text(root, "overrides", nlohmann::json(end.head.overrides).dump());
    attributes_.text(root, "experiment_folder", end.head.experiment_folder);
    attributes_.text(root, "experiment_hash", end.head.experiment_hash);
    attributes_.text(root, "conditions", end.head.conditions.is_null() ? "{}" : end.head.conditions.dump());
    attributes_.number(root, "runs_planned", end.head.runs_planned);
    attributes_.flag(root, "complete", runs_ >= end.head.runs_planned ? 1 : 0);
    attributes_.text(root, "digest", digest_.hex());
}

Image FileWriter::finish(const End &end) {
    for (auto &table : sinks_)
        for (auto &sink : table)
            if (sink->numbers != nullptr)
                sink->numbers->finish();
    write_catalogs(end.catalogs);
    write_root(end);
    for (const auto &[path, scale] : scales_)
        attributes_.reference_list(scale->dataset.get(), scale->uses);
    // Everything is closed before the file is, which then is closed for good.
    sinks_.clear();
    scales_.clear();
    groups_.clear();
    file_.close("close the file");
    return std::move(image_);
}

} // namespace thalweg::results
