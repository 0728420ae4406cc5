# Takes a page apart into what a person does by it, in order: awk -v folder=DIR -f blocks.awk PAGE
# Each step is three files of DIR: NNN.KIND with its text, NNN.output with what the page prints for it, NNN.line with its line.
# NNN.code is there for the last step of a block where the prose above it names an exit code, the last one that it does.
#
#   command    typed in a shell: behind '$ ', or each line of a block 'sh'
#   sql        typed in psql, behind 'tidegate=> '; or a block 'sql'
#   output     a block without a prompt below a sentence with Ctrl-C: what the program that was stopped printed at its end
#   interrupt  that sentence
#   text       any other block

function begin(kind, at) {
    finish()
    step++
    name = sprintf("%s/%03d", folder, step)
    file = name "." kind
    printf "" > file
    print at > (name ".line")
    close(name ".line")
}

function finish() {
    if (file) {
        close(file)
        close(name ".output")
    }
    file = ""
}

# The exit code that prose names last, or nothing.
function code_of(prose,   code) {
    while (match(prose, /[Ee]xit code[^0-9.;:]*[0-9]+/)) {
        code = substr(prose, RSTART, RLENGTH)
        gsub(/[^0-9]/, "", code)
        prose = substr(prose, RSTART + RLENGTH)
    }
    return code
}

# Whether a shell would ask for more: a quote or a here-document is open, or the line ends with '\'.
function is_open(text,   quotes, word) {
    if (text ~ /\\$/) return 1
    quotes = gsub(/'/, "'", text)
    if (quotes % 2) return 1
    if (match(text, /<<[A-Z]+/)) {
        word = substr(text, RSTART + 2, RLENGTH - 2)
        return text !~ ("\n" word "$")
    }
    return 0
}

function typed(line, at) {
    text = text == "" ? line : text "\n" line
    print line > file
    open = is_open(text)
    if (!open) text = ""
}

/^```/ && !inside {
    inside = 1
    language = substr($0, 4)
    code = code_of(prose)
    prose = ""
    name = ""
    seen = 0
    prompts = 0
    next
}

/^```/ {
    inside = 0
    open = 0
    text = ""
    interrupted = 0
    finish()
    if (name != "" && code != "") {
        print code > (name ".code")
        close(name ".code")
    }
    next
}

!inside {
    prose = prose " " $0
    if ((/^Ctrl-C/ || /[Ww]ith Ctrl-C/) && !interrupted) {
        begin("interrupt", FNR)
        finish()
        interrupted = 1
    }
    next
}

# More of what was begun: of a command while a shell would ask for it, of a statement until its semicolon.
open && in_sql {
    print > file
    open = !/;$/
    next
}

open { typed($0, FNR); next }

/^\$ / || (language == "sh" && !prompts) {
    if ($0 == "" || /^#/) next
    in_sql = 0
    seen = 1
    if (/^\$ /) prompts = 1
    begin("command", FNR)
    typed(/^\$ / ? substr($0, 3) : $0, FNR)
    next
}

/^[a-z_]+=> / {
    seen = 1
    prompts = 1
    in_sql = 1
    begin("sql", FNR)
    sub(/^[a-z_]+=> /, "")
    print > file
    open = !/;$/
    next
}

!seen {
    seen = 1
    begin(interrupted && language == "" ? "output" : language == "sql" ? "sql" : "text", FNR)
    print > (file ~ /output$/ ? name ".output" : file)
    next
}

{ print > (prompts || file ~ /output$/ ? name ".output" : file) }

END { finish() }
