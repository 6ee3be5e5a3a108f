# Golden values of contrasts within one sample, of regression and of alpha, from R's survey (Lumley).
# Run in this folder: Rscript contrasts.R > contrasts.csv      It also writes the answers to clustered.csv.
suppressPackageStartupMessages(library(survey))
options(survey.lonely.psu = "adjust")
set.seed(20)

n <- 300
unit <- sample(1:20, n, replace = TRUE)
lift <- rnorm(20, sd = 0.8)[unit]
group <- ifelse(runif(n) < plogis(lift), "adults", "youths")
cut4 <- function(x) pmin(pmax(round(2.4 - x), 1), 4)
cut10 <- function(x) pmin(pmax(round(6.5 + 2 * x), 1), 10)
common <- rnorm(n) + lift
answers <- data.frame(
  round = ifelse(runif(n) < 0.5, "2021", "2022"), stratum = ifelse(unit > 12, "north", "south"), unit = paste0("u", unit),
  target_group = group, weight = sample(c(0.5, 1, 2), n, replace = TRUE),
  contact = cut4(0.6 * common + 0.6 * rnorm(n)), reply = cut4(0.5 * common + 0.8 * rnorm(n)),
  satisfied = cut10(0.7 * common + 0.5 * rnorm(n)), expected = cut10(0.6 * common + 0.6 * rnorm(n)))
answers$contact[sample(n, 15)] <- NA
answers$reply[sample(n, 15)] <- NA
write.csv(answers, "clustered.csv", row.names = FALSE, quote = FALSE)

cat("name,value\n")
show <- function(name, value) cat(sprintf("%s,%.15g\n", name, value))

answers$yes <- as.numeric(answers$contact <= 2)
answers$score <- 5 - answers$contact
answers$index <- ((answers$satisfied + answers$expected) / 2 - 1) / 9 * 100
answers$wave <- paste(answers$round, answers$stratum)
answers$c100 <- (4 - answers$contact) / 3 * 100
answers$r100 <- (4 - answers$reply) / 3 * 100
answers$one <- paste0("p", seq_len(n))
drawn <- function(id, strata) svydesign(id = id, strata = strata, weights = ~weight, data = answers)
designs <- list("strata" = drawn(~1, ~stratum), "clusters" = drawn(~unit, NULL), "clusters in strata" = drawn(~unit, ~stratum),
                "one by one" = drawn(~1, NULL))
# Other people answer each round, the same clusters do.
waves <- list("strata" = drawn(~1, ~wave), "clusters" = drawn(~unit, NULL), "clusters in strata" = drawn(~unit, ~stratum),
              "one by one" = drawn(~1, ~round))

differ <- function(name, design, variable, by, first, second) {
  heard <- if (variable == "index") design else subset(design, !is.na(contact))
  means <- svyby(as.formula(paste0("~", variable)), as.formula(paste0("~", by)), heard, svymean, covmat = TRUE)
  found <- svycontrast(means, setNames(c(1, -1), c(first, second)))
  show(paste(name, variable, by, "difference"), coef(found))
  show(paste(name, variable, by, "error"), SE(found))
}
for (name in names(designs)) for (variable in c("yes", "score", "index")) {
  differ(name, designs[[name]], variable, "target_group", "adults", "youths")
  differ(name, waves[[name]], variable, "round", "2022", "2021")
}

for (name in names(designs)) {
  found <- svyglm(index ~ c100 + r100, subset(designs[[name]], !is.na(contact) & !is.na(reply)))
  for (term in c("c100", "r100")) {
    show(paste(name, "slope", term), coef(found)[term])
    show(paste(name, "slope error", term), SE(found)[term])
  }
}

answers$a <- (answers$satisfied - 1) / 9; answers$b <- (answers$expected - 1) / 9
answers$aa <- answers$a^2; answers$bb <- answers$b^2; answers$ab <- answers$a * answers$b; answers$i <- 1
designs <- list("clusters" = drawn(~unit, NULL), "clusters in strata" = drawn(~unit, ~stratum), "one by one" = drawn(~1, NULL))
for (name in names(designs)) {
  sums <- svytotal(~i + a + b + aa + bb + ab, designs[[name]])
  own <- "(aa / i - (a / i)^2 + bb / i - (b / i)^2)"
  shared <- "(ab / i - a / i * b / i)"
  alpha <- parse(text = sprintf("2 * (1 - %s / (%s + 2 * %s))", own, own, shared))[[1]]
  found <- svycontrast(sums, alpha)
  show(paste(name, "alpha"), coef(found))
  show(paste(name, "alpha error"), SE(found))
}
