# Golden values of designs and weights from R's survey (Lumley) on its samples of Californian schools.
# Run in this folder: Rscript designs.R > designs.csv      It also writes the columns used of the samples to schools.csv.
suppressPackageStartupMessages(library(survey))
options(survey.lonely.psu = "adjust")
data(api)

used <- c("stype", "sch.wide", "comp.imp", "dnum", "pw", "fpc", "api00", "enroll")
pick <- function(data, name, fpc = data$fpc) {
  data$fpc <- fpc
  cbind(sample = name, data[, used])
}
schools <- rbind(pick(apisrs, "srs"), pick(apistrat, "strat"), pick(apiclus1, "clus1"), pick(apiclus2, "clus2", apiclus2$fpc1),
                 pick(apistrat[c(1:3, 101, 151:160), ], "lonely"))
write.csv(schools, "schools.csv", row.names = FALSE, quote = FALSE)

cat("name,value\n")
show <- function(name, value) cat(sprintf("%s,%.15g\n", name, value))
tell <- function(name, design, deff) {
  for (item in c("api00", "sch.wide")) {
    formula <- if (item == "api00") ~api00 else ~I(as.numeric(sch.wide == "Yes"))
    found <- svymean(formula, design, deff = deff)
    show(paste(name, item, "value"), coef(found))
    show(paste(name, item, "error"), SE(found))
    show(paste(name, item, "effect"), deff(found))
  }
  show(paste(name, "kish"), with(list(w = weights(design)), sum(w)^2 / sum(w^2)))
}
srs <- svydesign(id = ~1, fpc = ~fpc, data = apisrs)
strat <- svydesign(id = ~1, strata = ~stype, weights = ~pw, fpc = ~fpc, data = apistrat)
clus1 <- svydesign(id = ~dnum, weights = ~pw, fpc = ~fpc, data = apiclus1)
clus2 <- svydesign(id = ~dnum, weights = ~pw, data = apiclus2)
lonely <- svydesign(id = ~1, strata = ~stype, weights = ~pw, data = subset(schools, sample == "lonely"))
tell("srs", srs, TRUE)
tell("strat", strat, TRUE)
tell("clus1", clus1, "replace")
tell("clus2", clus2, "replace")
tell("lonely", lonely, "replace")

domain <- function(name, design) {
  found <- svymean(~api00, subset(design, comp.imp == "Yes"))
  show(paste(name, "domain value"), coef(found))
  show(paste(name, "domain error"), SE(found))
}
domain("srs", srs); domain("strat", strat); domain("clus1", clus1); domain("clus2", clus2)

types <- data.frame(stype = c("E", "H", "M"), Freq = c(4421, 755, 1018))
wide <- data.frame(sch.wide = c("No", "Yes"), Freq = c(1072, 5122))
margins <- c("(Intercept)" = 6194, stypeH = 755, stypeM = 1018, sch.wideYes = 5122)
weigh <- function(name, design) {
  found <- svymean(~api00 + enroll, design)
  for (item in c("api00", "enroll")) {
    show(paste(name, item, "value"), coef(found)[item])
    show(paste(name, item, "error"), SE(found)[item])
  }
  w <- tapply(weights(design), interaction(design$variables$stype, design$variables$sch.wide), mean)
  for (cell in names(w)) show(paste(name, "weight", cell), w[cell])
}
rakeby <- function(design) calibrate(design, ~stype + sch.wide, margins, calfun = "raking", epsilon = 1e-13, maxit = 500)
weigh("poststrat", postStratify(clus1, ~stype, types))
weigh("raked", rakeby(clus1))
clus2all <- svydesign(id = ~dnum, weights = ~pw, data = apiclus2[!is.na(apiclus2$enroll), ])
pairs <- calibrate(clus2all, ~stype + sch.wide, margins, calfun = "raking", epsilon = 1e-13, maxit = 500)
found <- svymean(~api00, pairs)
show("raked unequal api00 value", coef(found))
show("raked unequal api00 error", SE(found))
