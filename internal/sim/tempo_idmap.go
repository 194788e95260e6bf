package sim

import (
	"maps"
	"net/http"
	"slices"
)

var idMapRoutes = []route{
	on(http.MethodPost, "worklogs/tempo-to-jira", (*Sim).tempoToJira, "offset", "limit"),
	on(http.MethodPost, "worklogs/jira-to-tempo", (*Sim).jiraToTempo, "offset", "limit"),
}

// idPair names a worklog in Tempo and its twin in Jira.
type idPair struct {
	Tempo int64 `json:"tempoWorklogId"`
	Jira  int64 `json:"jiraWorklogId"`
}

func (s *Sim) tempoToJira(c *call) answer {
	var in struct {
		IDs []int64 `json:"tempoWorklogIds"`
	}
	err := decode(c.body, &in)
	return s.idPairs(c, in.IDs, err, func(p idPair) int64 { return p.Tempo })
}

func (s *Sim) jiraToTempo(c *call) answer {
	var in struct {
		IDs []int64 `json:"jiraWorklogIds"`
	}
	err := decode(c.body, &in)
	return s.idPairs(c, in.IDs, err, func(p idPair) int64 { return p.Jira })
}

// idPairs answers the pairs of the ids that are asked for and leaves out those
// it does not know.
func (s *Sim) idPairs(c *call, ids []int64, err error, id func(idPair) int64) answer {
	if err != nil {
		return s.refuse(http.StatusBadRequest, err.Error())
	}
	if len(ids) == 0 {
		return s.refuse(http.StatusBadRequest, "Please provide at least 1 worklog id")
	}
	asked := map[int64]bool{}
	for _, n := range ids {
		asked[n] = true
	}
	var pairs []idPair
	for _, n := range slices.Sorted(maps.Keys(s.site.worklogs.byID)) {
		e := s.site.worklogs.byID[n]
		if p := (idPair{Tempo: e.ID, Jira: e.JiraID}); asked[id(p)] && s.mayView(c.caller, e) {
			pairs = append(pairs, p)
		}
	}
	return paged(s, c, pairs, appendJSON[idPair])
}
