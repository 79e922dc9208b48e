"""British and American spelling as one: a folded word in, the spelling that is stemmed out.

    labour -> labor     centred -> centered     travelled -> traveled     organized -> organised

The result is compared and never shown, so it need not be a word. It is a function of the word alone. Most
words become American, which takes a letter away. The ending -ize becomes -ise, because English stemming cuts
-ize off (`organize` would become `organ`, and `realize` `real`) and leaves -ise.
"""

from __future__ import annotations

_BEGINNINGS = """
arbour arbor  ardour ardor  armour armor  behaviour behavior  candour candor  clamour clamor  colour color
demeanour demeanor  discolour discolor  disfavour disfavor  dishonour dishonor  enamour enamor
endeavour endeavor  favour favor  fervour fervor  flavour flavor  glamour glamor  harbour harbor  honour honor
humour humor  labour labor  misbehaviour misbehavior  neighbour neighbor  odour odor  parlour parlor
rancour rancor  rigour rigor  rumour rumor  saviour savior  savour savor  splendour splendor  succour succor
tumour tumor  unfavour unfavor  valour valor  vapour vapor  vigour vigor
defence defense  offence offense  pretence pretense  licence license  practis practic  unlicenc unlicens
analogu analog  catalogu catalog  dialogu dialog  epilogu epilog  monologu monolog  prologu prolog
acknowledgement acknowledgment  judgement judgment  ageing aging  likeable likable  sizeable sizable
aeroplane airplane  aluminium aluminum  artefact artifact  grey gray  jeweller jeweler  jewellery jewelry
mould mold  moustache mustache  pyjama pajama  plough plow  sceptic skeptic  sulph sulf
anaemi anemi  anaesthe anesthe  archaeolog archeolog  diarrhoea diarrhea  encyclopaedi encyclopedi
foetal fetal  foetus fetus  gynaecolog gynecolog  haemo hemo  leukaemi leukemi  mediaeval medieval
oestrogen estrogen  orthopaedic orthopedic  paediatric pediatric  paedophil pedophil
enrolment enrollment  instalment installment  skilful skillful  unskilful unskillful  wilful willful
"""
_WORDS = """
programme program  programmes programs  whilst while  amongst among  learnt learned  burnt burned
dreamt dreamed  spelt spelled  spoilt spoiled  enrol enroll  fulfil fulfill  instil instill  distil distill
"""
_RE = """
cent epicent theat amphitheat fib calib lust meag sab sepulch somb spect manoeuv outmanoeuv lit millilit met
kilomet centimet millimet
"""
_DOUBLED = """
apparel bevel cancel channel chisel counsel dial disembowel duel enamel equal fuel refuel funnel gavel grovel
imperil initial jewel kennel label relabel laurel level libel marshal marvel medal metal model remodel panel
parcel pedal pencil quarrel ravel unravel revel rival shovel shrivel signal snivel spiral stencil swivel
tinsel total towel travel trowel tunnel victual weasel yodel
"""
_AFTER_Z = ("e", "ed", "es", "ing", "er", "ers", "able", "ation", "ations", "ational", "ingly", "edly")
_ENDING_RE = {"re": "er", "res": "ers", "red": "ered", "ring": "ering"}
_ENDING_L = {f"l{end}": end for end in ("ed", "ing", "ings", "er", "ers", "or", "ors", "ous", "able")}


def _pairs(text: str) -> dict[str, str]:
    words = text.split()
    return dict(zip(words[::2], words[1::2], strict=True))


_whole = _pairs(_WORDS)
_whole |= {
    stem + end: stem.replace("oeuv", "euv") + to for stem in _RE.split() for end, to in _ENDING_RE.items()
}
_whole |= {stem + end: stem + to for stem in _DOUBLED.split() for end, to in _ENDING_L.items()}
_beginning = _pairs(_BEGINNINGS)
_SIZES = sorted({len(beginning) for beginning in _beginning}, reverse=True)
_SHORTEST = min(_SIZES)


def one_spelling(word: str) -> str:
    """The word in the spelling that stands for both. `word` is folded; other scripts stay as they are.

    one_spelling(one_spelling(word)) == one_spelling(word)
    """
    size = len(word)
    if size < _SHORTEST:
        return word
    whole = _whole.get(word)
    if whole is not None:
        return whole
    for beginning in _SIZES:
        if beginning <= size:
            other = _beginning.get(word[:beginning])
            if other is not None:
                return other + word[beginning:]
    z = word.rfind("z")
    # At least three letters stand before -ize, so that size, seize and prize keep theirs.
    if z > 3 and word[z - 1] in "iy" and word[z + 1 :] in _AFTER_Z:
        return f"{word[:z]}s{word[z + 1 :]}"
    return word
