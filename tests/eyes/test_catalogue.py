"""What is read of open_clip's tables from its source is what open_clip itself says."""

from cutter.eyes import catalogue


def test_the_table_is_open_clips_own() -> None:
    import open_clip

    listed = set(map(tuple, open_clip.list_pretrained()))
    read = {(model, tag) for model, tags in catalogue.pretrained().items() for tag in tags}
    assert read == listed
    for model, tag in listed:
        place = catalogue.pretrained()[model][tag]
        said = open_clip.get_pretrained_cfg(model, tag).get("hf_hub", "")
        assert f"{place.repository}/{place.filename}" == (said if said else "/")


def test_the_architectures_are_open_clips_own() -> None:
    import open_clip

    assert set(catalogue.architectures()) == set(open_clip.list_models())
    assert catalogue.configuration("ViT-B-32") == open_clip.get_model_config("ViT-B-32")
