/**
 * What the watchdog runs: POSIX sh, with `$1` the run. Reads `add <group>`, `del <group>` and
 * `end` from standard input. At the end of input without `end` the run was killed: TERM to all
 * that came of it, KILL to what is left after three seconds.
 *
 * What came of a run is found by its variable in `/proc/<pid>/environ`, and by walking down from
 * the process groups it was told of, in a listing of `pid parent group state`.
 */
export const WATCHDOG_SCRIPT = String.raw`
trap '' HUP INT TERM
run=$1
groups=' '
while read -r word group; do
  case $word in
    end) exit 0 ;;
    add) groups="$groups$group " ;;
    del)
      kept=' '
      for other in $groups; do [ "$other" = "$group" ] || kept="$kept$other "; done
      groups=$kept
      ;;
  esac
done

listing() {
  if [ -r /proc/self/stat ]; then
    cat /proc/[0-9]*/stat 2>/dev/null |
      sed -n 's/^\([0-9]*\) (.*) \([A-Za-z]\) \([0-9]*\) \([0-9]*\) .*/\1 \3 \4 \2/p'
  else
    ps -A -o pid= -o ppid= -o pgid= -o stat=
  fi
}

marked() {
  [ -r /proc/self/environ ] || return 0
  grep -lzxF "CODELICIOUS_RUN=$run" /proc/[0-9]*/environ 2>/dev/null | tr -cd '0-9\n'
}

members() {
  listing | awk -v roots="$groups $known $(marked | tr '\n' ' ')" '
    $4 !~ /^Z/ { pid[++n] = $1; parent[n] = $2; group[n] = $3 }
    END {
      split(roots, list, " ")
      for (i in list) ours[list[i]] = 1
      do {
        more = 0
        for (i = 1; i <= n; i++)
          if (!(pid[i] in ours) && ((parent[i] in ours) || (group[i] in ours))) {
            ours[pid[i]] = 1
            more = 1
          }
      } while (more)
      for (i = 1; i <= n; i++) if (pid[i] in ours) print pid[i]
    }'
}

send() {
  for pid in $known; do kill -"$1" "$pid" 2>/dev/null; done
}

known=
known=$(members)
send TERM
send CONT
waited=0
while [ -n "$known" ] && [ $waited -lt 12 ]; do
  sleep 0.2
  waited=$((waited + 1))
  known=$(members)
done
rounds=0
while [ -n "$known" ] && [ $rounds -lt 5 ]; do
  send KILL
  rounds=$((rounds + 1))
  sleep 0.05
  known=$(members)
done
`;
