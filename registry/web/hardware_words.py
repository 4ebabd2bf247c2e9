"""The words, icons and tones for what runs where: verdicts, forms of machines, layers, sources of sizes."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from registry.hardware.devices import Confidence, Form, UsableBasis
from registry.hardware.fit import FitFlag, Verdict
from registry.hardware.layers import LayerKind
from registry.hardware.tensor_roles import Role
from registry.hardware.weights import WeightsSource
from registry.web.words import Text, Word

FITS: dict[str, Word] = {
    Verdict.FITS: Word(pgettext_lazy("memory", "Fits"), _("The most that it may need is there."), "check", "good"),
    Verdict.TIGHT: Word(
        pgettext_lazy("memory", "Tight"), _("It may run, with little or nothing to spare."), "eye", "care"
    ),
    Verdict.DOES_NOT_FIT: Word(
        pgettext_lazy("memory", "Does not fit"), _("It needs more than there is."), "barred", "bad"
    ),
    Verdict.UNKNOWN: Word(
        pgettext_lazy("memory", "Unknown"), _("Not enough is known of the model to say."), "question", "nothing"
    ),
}

FIT_FLAGS: dict[str, Text] = {
    FitFlag.ESTIMATED_WEIGHTS: _("The size of the weights in this precision is an estimate, given as a range."),
    FitFlag.CACHE_UPPER_BOUND: _("What is kept for each token is an upper bound, not an exact figure."),
    FitFlag.CACHE_UNKNOWN: _("What the model keeps for each token is not known."),
    FitFlag.OVERHEAD_ASSUMED: _("What the engine needs was measured on other hardware, so its range is wider."),
    FitFlag.CONTEXT_BEYOND_MODEL: _("The model states a shorter context than was asked for."),
    FitFlag.SHARED_MEMORY: _("The memory is shared with the rest of the machine, so some of it is left free."),
}

FORMS: dict[str, Text] = {
    Form.LAPTOP_CPU: _("Laptops without an accelerator"),
    Form.LAPTOP: _("Laptops with a graphics card"),
    Form.UNIFIED: _("Machines with unified memory"),
    Form.CONSUMER: _("Graphics cards"),
    Form.WORKSTATION: _("Workstation cards"),
    Form.DATACENTRE: _("Data centre accelerators"),
    Form.CLOUD: _("Cloud instances"),
    Form.CPU: _("Servers without an accelerator"),
    Form.EDGE: _("Small devices"),
}

LAYERS: dict[str, Text] = {
    LayerKind.FULL: _("full attention"),
    LayerKind.SLIDING: _("sliding window"),
    LayerKind.CHUNKED: _("chunked attention"),
    LayerKind.MLA: _("latent attention"),
    LayerKind.MLA_INDEXED: _("latent attention with an indexer"),
    LayerKind.SHARED: _("shares an earlier cache"),
    LayerKind.GATED_DELTA: _("recurrent: gated delta"),
    LayerKind.MAMBA2: _("recurrent: Mamba-2"),
    LayerKind.KDA: _("recurrent: KDA"),
    LayerKind.NONE: _("keeps nothing"),
    LayerKind.UNKNOWN: _("of an unknown kind"),
}

ROLES: dict[str, Text] = {
    Role.MTP: _("Layers that predict several tokens"),
    Role.DUPLICATE: _("Tables that are stored twice"),
    Role.VISION: _("Parts that see"),
    Role.AUDIO: _("Parts that hear"),
    Role.BUFFER: _("Buffers"),
}

WEIGHTS_SOURCES: dict[str, Text] = {
    WeightsSource.SAFETENSORS_HEADERS: _("from the headers of the weights files"),
    WeightsSource.GGUF: _("from the sizes of the GGUF files"),
    WeightsSource.LISTING: _("from the Hub’s count of elements by type"),
    WeightsSource.FILE_SIZES: _("from the sizes of the files"),
    WeightsSource.ESTIMATE: _("an estimate from the number of parameters"),
}

CONFIDENCES: dict[str, Text] = {
    Confidence.HIGH: pgettext_lazy("confidence", "high"),
    Confidence.MEDIUM: pgettext_lazy("confidence", "medium"),
    Confidence.LOW: pgettext_lazy("confidence", "low"),
}

USABLE: dict[str, Text] = {
    UsableBasis.VISIBLE: _("what the driver reports"),
    UsableBasis.MEASURED: _("measured"),
    UsableBasis.SHARE: _("a share of the memory"),
    UsableBasis.ECC: _("the memory without error correction’s part"),
    UsableBasis.DECIMAL: _("the marketed gigabytes, read as decimal"),
}
